import { InvalidInput } from '@/lib/foundation/errors';
import { readParent } from './checkpoint/checkpoint-files';
import { fuseLists } from './learn-fusion-weights';
import { meanMeasures, measureRanking, type QuestionMeasures } from './measure-rankings';
import { type StageName, stageNames } from './recipe';
import type { LexicalScorer } from './reranker/first-stage';
import { defaultRerankerShape } from './reranker/match-encoder';
import { rankWithReranker } from './reranker/rank-with-reranker';
import { loadTokenizer } from './text/build-tokenizer';
import { encodeData, type Relevant, type TrainingDocument } from './text/encode-data';
import { type TrainedCheckpoint, type TrainingInput, trainStages } from './train-checkpoint';
import { resultLists } from './train-reranker';
import type { DevMeasures, TrainingPorts } from './training-ports';

/** A labelled collection with a test split, which only the bench reads, once, after all stages are trained. */
export type BenchInput = {
  documents: readonly TrainingDocument[];
  queries: ReadonlyMap<string, string>;
  train: Relevant;
  test: Relevant;
  bm25: LexicalScorer;
  seeds: readonly number[];
  /** other than the product's own, for tests */
  settings?: Pick<TrainingInput, 'recipes' | 'bag' | 'rerankerShape'>;
};

/** Measures on test of one row of the table, for one seed. */
export type BenchRow = { system: string; measures: DevMeasures; byQuestion: QuestionMeasures[] };
export type BenchRun = {
  seed: number;
  rows: BenchRow[];
  /** chosen on dev: the dense share of the first stage, the reranker's stage and its share */
  choices: { denseWeight: number; rerankerStage?: StageName; rerankerShare: number };
  cpuMinutes: { embedder: number; reranker: number };
};

/** Ports of a bench: `cpuSeconds` is the CPU time that this process has used so far. */
export type BenchPorts = TrainingPorts & { cpuSeconds: () => number };

const budget = 60;
/** Where no reranker was trained there is no dev choice either; this one was best on dev for the statute collection. */
const defaultFusion = { denseWeight: 0.8, share: 0.5 };

/**
 * Trains both components from nothing, once per seed, and measures every stage on test. All choices (fusion weights, the
 * reranker's stage) are made on dev, which is carved from train; test is read once at the end of a seed.
 */
export async function benchTraining(input: BenchInput, ports: BenchPorts): Promise<BenchRun[]> {
  const runs: BenchRun[] = [];
  for (const seed of input.seeds) runs.push(await benchSeed(input, seed, ports));
  return runs;
}

async function benchSeed(input: BenchInput, seed: number, ports: BenchPorts): Promise<BenchRun> {
  const { documents, queries, train, bm25 } = input;
  const tasks = [{ name: 'bench', queries, train }];
  const common = { ...input.settings, documents, tasks, stages: stageNames, seed };
  const started = ports.cpuSeconds();
  const embedders = await collect(trainStages({ ...common, component: 'embedder' }, ports));
  const between = ports.cpuSeconds();
  const embedder = { base: filesOf(embedders, 'base'), final: filesOf(embedders, 'stage-3') };
  const rerankers = await collect(trainStages({ ...common, component: 'reranker', embedder, bm25 }, ports));
  const ended = ports.cpuSeconds();
  const { rows, choices } = await measureOnTest(input, embedders, rerankers, ports);
  const cpuMinutes = { embedder: (between - started) / 60, reranker: (ended - between) / 60 };
  return { seed, rows, choices, cpuMinutes };
}

/** Measures finished checkpoints on test: every embedder stage alone, the fused first stage, and each reranker on it. */
export async function measureOnTest(
  { documents, queries, test, bm25 }: BenchInput,
  embedders: readonly TrainedCheckpoint[],
  rerankers: readonly TrainedCheckpoint[],
  ports: BenchPorts,
): Promise<Pick<BenchRun, 'rows' | 'choices'>> {
  const final = readParent(filesOf(embedders, 'stage-3'));
  const tokenizer = loadTokenizer(final.tokenizer);
  const task = { name: 'test', queries, train: new Map(), dev: test };
  const { data } = encodeData(tokenizer, documents, [task], 384, 0);
  const rows: BenchRow[] = [];
  const row = (system: string, rankings: readonly ArrayLike<number>[]): void => {
    const byQuestion = data.dev.map(({ id, positives }, i) => measureRanking(id, rankings[i] ?? [], positives));
    rows.push({ system, byQuestion, measures: meanMeasures(byQuestion) as DevMeasures });
  };
  const best = rerankers.toSorted((a, b) => order(b) - order(a))[0];
  const { denseWeight, share } = best?.report.fusion ?? defaultFusion;
  for (const { stage, files } of embedders) {
    const lists = await resultLists(readParent(files).bag, data.dev, data, bm25, ports);
    if (stage === 'base')
      row(
        'BM25',
        lists.map(({ lexical }) => lexical?.documents ?? []),
      );
    row(
      `embedder ${stage}`,
      lists.map(({ dense }) => dense.documents),
    );
    if (stage !== 'stage-3') continue;
    const fused = lists.map(({ dense, lexical }) =>
      fuseLists(
        [{ ranked: dense, weight: denseWeight }, ...(lexical ? [{ ranked: lexical, weight: 1 - denseWeight }] : [])],
        120,
      ),
    );
    row(
      'embedder stage-3 + BM25',
      fused.map(({ documents: ranked }) => ranked),
    );
    for (const reranker of rerankers) {
      const { weights, shape } = readParent(reranker.files);
      const own = reranker.report.fusion?.share ?? share;
      const reranked = await rankWithReranker(
        { shape: shape ?? defaultRerankerShape, weights, bag: final.bag, share: own, budget },
        data.dev.map((question, i) => ({ question: question.sequence, candidates: fused[i] ?? fuseLists([], 1) })),
        data.documents,
        ports.createRunner,
      );
      const isChosen = reranker === best ? ' (chosen on dev)' : '';
      row(`+ reranker ${reranker.stage}${isChosen}`, reranked);
    }
  }
  return { rows, choices: { denseWeight, rerankerStage: best?.stage, rerankerShare: share } };
}

const order = ({ report }: TrainedCheckpoint): number => (report.dev ? report.dev.mrr10 + report.dev.ndcg10 : 0);

function filesOf(checkpoints: readonly TrainedCheckpoint[], stage: StageName): ReadonlyMap<string, Uint8Array> {
  const found = checkpoints.find((checkpoint) => checkpoint.stage === stage);
  if (!found) throw new InvalidInput(`The bench has no checkpoint of ${stage}.`);
  return found.files;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const columns: [string, keyof DevMeasures][] = [
  ['R@20', 'recall20'],
  ['R@60', 'recall60'],
  ['R@100', 'recall100'],
  ['MRR@10', 'mrr10'],
  ['nDCG@10', 'ndcg10'],
];

/** The table of a bench as Markdown: mean over seeds, and with several seeds the spread (highest minus lowest). */
export function formatBench(runs: readonly BenchRun[]): string {
  const systems = [
    ...new Set(runs.flatMap((run) => run.rows.map(({ system }) => system.replace(' (chosen on dev)', '')))),
  ];
  const cell = (system: string, key: keyof DevMeasures): string => {
    const values = runs.flatMap((run) =>
      run.rows
        .filter((row) => row.system.startsWith(system) && isSame(row.system, system))
        .map((row) => row.measures[key]),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = values.length > 1 ? ` ±${(Math.max(...values) - Math.min(...values)).toFixed(3)}` : '';
    return `${mean.toFixed(3)}${spread}`;
  };
  const header = `| | ${columns.map(([name]) => name).join(' | ')} |\n|${' --- |'.repeat(columns.length + 1)}`;
  const lines = systems.map((system) => `| ${system} | ${columns.map(([, key]) => cell(system, key)).join(' | ')} |`);
  const facts = runs.map(({ seed, cpuMinutes, choices }) => {
    const minutes = `${cpuMinutes.embedder.toFixed(1)} + ${cpuMinutes.reranker.toFixed(1)} CPU-minutes`;
    return `seed ${seed}: ${minutes}; on dev: dense ${choices.denseWeight}, reranker ${choices.rerankerStage ?? 'none'} at ${choices.rerankerShare}`;
  });
  return [header, ...lines, '', ...facts].join('\n');
}

const isSame = (row: string, system: string): boolean => row.replace(' (chosen on dev)', '') === system;
