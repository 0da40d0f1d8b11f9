import { openCorpus } from '@/lib/datasets/corpus-files';
import { loadSplit } from '@/lib/datasets/load-split';
import { monotonicMs } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { createSessionFromBytes } from '@/lib/onnx/session';
import { createBm25 } from '@/lib/retrieval/bm25';
import { defaultBm25 } from '@/lib/retrieval/configuration';
import { ensureLexicalIndex } from '@/lib/retrieval/lexical-index';
import { type BenchInput, type BenchRun, benchTraining, formatBench } from '@/lib/training/bench-training';
import { hasCollection, readCollection, sliceOf } from './bench-material';
import { atLeast, atMost, type BenchRow, type Suite, type SuiteContext, skipped } from './bench-row';
import { importCollection } from './workspace';

/** Both components trained from nothing, once a seed; every choice on dev, test read once a seed. */
export const suite: Suite = {
  summary: 'base and three stages of both components on stard-rebuilt, three seeds',
  usesDatabase: true,
  isLong: true,
  async run(context) {
    if (!hasCollection(context.materialDir)) {
      return [skipped('training', 'needs data/stard-rebuilt in the material folder')];
    }
    const input = await readInput(context);
    const cpuSeconds = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    };
    let last = '';
    const runs = await benchTraining(input, {
      createRunner: (model) => createSessionFromBytes(model),
      onProgress: ({ component, stage }) => {
        const now = `${component} ${stage}`;
        if (now !== last) context.progress(`${now}, ${(cpuSeconds() / 60).toFixed(1)} CPU-minutes so far`);
        last = now;
      },
      nowMs: monotonicMs,
      cpuSeconds,
    });
    context.remark(`test of stard-rebuilt, mean and spread over seeds:\n${formatBench(runs)}`);
    return rowsOf(runs);
  },
};

async function readInput({ materialDir, workDir, isQuick }: SuiteContext): Promise<BenchInput> {
  const whole = await readCollection(materialDir);
  const collection = isQuick ? quickPart(whole) : whole;
  const { corpusHash, versionId } = await importCollection(workDir, collection);
  const reader = await openCorpus(env().dataDir, corpusHash);
  const documents: BenchInput['documents'][number][] = [];
  for await (const { id, title, text, metadata } of reader.all()) {
    const law = metadata?.law;
    documents.push({ id, title, text, ...(typeof law === 'string' ? { group: law } : {}) });
  }
  const bm25 = createBm25(await ensureLexicalIndex(env().dataDir, reader), defaultBm25);
  await reader.close();
  const [train, test] = [await loadSplit(versionId, 'train'), await loadSplit(versionId, 'test')];
  const relevant = ({ qrels, relevantFrom }: typeof train) =>
    new Map(
      [...qrels].map(([id, grades]) => [
        id,
        [...grades].filter(([, grade]) => grade >= relevantFrom).map(([one]) => one),
      ]),
    );
  return {
    documents,
    queries: new Map([...train.queries, ...test.queries].map(({ id, text }) => [id, text])),
    train: relevant(train),
    test: relevant(test),
    bm25,
    seeds: isQuick ? [1] : [1, 2, 3],
  };
}

/** Few documents, and of the train questions those that they answer. */
function quickPart(whole: Awaited<ReturnType<typeof readCollection>>) {
  const part = sliceOf(whole, 1_500, 20);
  const ids = new Set(part.documents.map(({ _id }) => _id));
  const train = new Map(
    [...(whole.qrels.train ?? [])].filter(([, grades]) => [...grades.keys()].every((id) => ids.has(id))).slice(0, 60),
  );
  const queries = whole.queries.filter(({ _id }) => train.has(_id) || part.qrels.test?.has(_id));
  return { documents: part.documents, queries, qrels: { ...part.qrels, train } };
}

type Measures = BenchRun['rows'][number]['measures'];

function rowsOf(runs: readonly BenchRun[]): BenchRow[] {
  const meanOf = (isWanted: (system: string) => boolean, key: keyof Measures) => {
    const values = runs.flatMap((run) =>
      run.rows.filter(({ system }) => isWanted(system)).map(({ measures }) => measures[key]),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, spread: `seeds: ${values.map((value) => value.toFixed(3)).join(', ')}` };
  };
  const goal = (
    name: string,
    isWanted: (system: string) => boolean,
    key: keyof Measures,
    limit: number,
    aim: number,
  ) => {
    const { mean, spread } = meanOf(isWanted, key);
    return atLeast(name, mean, limit, '', `aim ${aim}; ${spread}`);
  };
  const isEmbedder = (system: string) => system === 'embedder stage-3';
  const isChosen = (system: string) => system.endsWith('(chosen on dev)');
  const minutes = runs.map(({ cpuMinutes }) => cpuMinutes.embedder + cpuMinutes.reranker);
  return [
    goal('embedder stage-3, Recall@20', isEmbedder, 'recall20', 0.66, 0.7),
    goal('embedder stage-3, Recall@60', isEmbedder, 'recall60', 0.78, 0.82),
    goal('embedder stage-3, Recall@100', isEmbedder, 'recall100', 0.82, 0.86),
    goal('end to end K = 60, MRR@10', isChosen, 'mrr10', 0.49, 0.55),
    goal('end to end K = 60, nDCG@10', isChosen, 'ndcg10', 0.46, 0.52),
    atMost(
      'both components, worst seed',
      Math.max(...minutes),
      20,
      'CPU-minutes',
      `seeds: ${minutes.map((one) => one.toFixed(1)).join(', ')}`,
    ),
  ];
}
