import path from 'node:path';
import { passageText } from '@/lib/datasets/passage-text';
import type { GridRequestInput } from '@/lib/evaluation/grid-request';
import { measureGridOverhead } from '@/lib/evaluation/measure-grid-overhead';
import { openBackbone } from '@/lib/evaluation/open-backbone';
import { getQueryRecords } from '@/lib/evaluation/read-evaluations';
import { runGrid } from '@/lib/evaluation/run-grid';
import type { Checkpoint } from '@/lib/registry/checkpoint';
import { openVectorIndex } from '@/lib/retrieval/open-vector-index';
import { type Collection, findModels, hasCollection, readCollection, sliceOf } from './bench-material';
import { atLeast, atMost, type BenchRow, figure, mustHold, type Suite, type SuiteContext, skipped } from './bench-row';
import { median } from './cost';
import { writeVariant } from './grid/model-variants';
import { layOutForPeer } from './peers/peer-models';
import { type PeerProcess, startPeers } from './peers/peer-process';
import { benchActor, buildIndexNow, importCollection, importModel } from './workspace';

const operatingPoint = { budget: 60, depth: 10 };
/** A stage that learned a little more moves some candidates, not all. */
const noises = [0, 0.15, 0.25, 0.35];

type Stage = { checkpoint: Checkpoint; name: string; directory: string };
type OwnGrid = { evaluationId: string; cpuMsPerQuestion: number };
type Stages = { embedders: Stage[]; rerankers: Stage[]; modelsDir: string };

/** Every embedder with every reranker: what sharing saves, and what it costs beside the models. */
export const suite: Suite = {
  summary: 'a 4 x 4 stage grid against ideal sharing, against transformers.js cell by cell, and once more',
  usesDatabase: true,
  async run(context) {
    const models = findModels(context.materialDir);
    if (!models || !hasCollection(context.materialDir)) {
      return [skipped('stage grid', 'needs data/stard-rebuilt and models/ in the material folder')];
    }
    const [documents, questions] = context.isQuick ? [600, 3] : [5_000, 40];
    const collection = sliceOf(await readCollection(context.materialDir), documents, questions);
    const { corpusHash, versionId } = await importCollection(context.workDir, collection);
    const stages = await makeStages(context, models, corpusHash);
    const request: GridRequestInput = {
      versionId,
      split: 'test',
      rows: stages.embedders.map(({ checkpoint, name }) => ({
        key: name,
        embedders: [{ checkpointId: checkpoint.id, weight: 1 }],
        bm25: null,
      })),
      rerankerIds: stages.rerankers.map(({ checkpoint }) => checkpoint.id),
      hasNoReranker: false,
      budgets: [operatingPoint.budget],
      depths: [operatingPoint.depth],
    };
    context.progress('running the grid');
    const first = await measureGridOverhead(benchActor, request, openBackbone);
    const again = await runGrid(benchActor, request, openBackbone);
    const count = collection.queries.length;
    const how = `${documents.toLocaleString('en')} articles, ${count} questions, 4 embedders x 4 rerankers, K = 60`;
    return [
      atMost(
        'grid / its models alone',
        first.ratio,
        1.05,
        'x CPU',
        `${how}; caches empty, the database process not counted`,
      ),
      figure(
        'pairs, cell by cell / shared',
        first.separatePairs / first.unionPairs,
        'x',
        `${first.unionPairs.toLocaleString('en')} pairs a reranker instead of ${first.separatePairs.toLocaleString('en')}`,
      ),
      atMost(
        'repeated grid, model runs',
        again.scoredPairs + again.searchedQueries,
        0,
        '',
        `${again.cachedPairs.toLocaleString('en')} pair scores from the cache`,
      ),
      ...(await comparePeer(context, stages, collection, {
        evaluationId: again.evaluationId,
        cpuMsPerQuestion: first.totalCpuMs / count,
      })),
    ];
  },
};

async function makeStages(
  { workDir }: SuiteContext,
  models: { embedder: string; reranker: string },
  corpusHash: string,
): Promise<Stages> {
  const modelsDir = path.join(workDir, 'peer-models');
  const make = async (component: 'embedder' | 'reranker', index: number): Promise<Stage> => {
    const name = `${component}-${index}`;
    const folder = path.join(workDir, 'variants', name);
    await writeVariant(models[component], folder, noises[index] as number, 100 + index);
    const checkpoint = await importModel(folder, name);
    await layOutForPeer(workDir, checkpoint, modelsDir, name);
    const directory = component === 'embedder' ? await buildIndexNow(checkpoint.id, corpusHash) : '';
    return { checkpoint, name, directory: path.join(workDir, directory) };
  };
  const stages: Stages = { embedders: [], rerankers: [], modelsDir };
  for (const index of noises.keys()) {
    stages.embedders.push(await make('embedder', index));
    stages.rerankers.push(await make('reranker', index));
  }
  return stages;
}

/** The peer answers every cell of a few questions by itself, as a script around its libraries would. */
async function comparePeer(context: SuiteContext, stages: Stages, collection: Collection, own: OwnGrid) {
  const started = await startPeers(context, stages.modelsDir, ['default', 'one']);
  if ('reason' in started) return [skipped('against transformers.js cell by cell', started.reason)];
  const questions = collection.queries.slice(0, context.isQuick ? 1 : 4);
  try {
    const cpu = { default: [] as number[], one: [] as number[] };
    let [equal, compared] = [0, 0];
    for (const threads of ['default', 'one'] as const) {
      const peer = started.peers[threads];
      for (const stage of stages.embedders) await fillStore(peer, stage, collection);
      await askCells(peer, stages, questions[0]?.text ?? '');
      for (const question of questions) {
        const { cpuMs, lists } = await askCells(peer, stages, question.text);
        cpu[threads].push(cpuMs);
        for (const [cell, ids] of lists) {
          compared++;
          if ((await ownList(own.evaluationId, cell, question._id)).join() === ids.join()) equal++;
        }
      }
    }
    return peerRows(cpu, own.cpuMsPerQuestion, { equal, compared });
  } finally {
    started.close();
  }
}

function peerRows(
  cpu: Record<'default' | 'one', number[]>,
  ownCpuMs: number,
  { equal, compared }: { equal: number; compared: number },
): BenchRow[] {
  const row = (name: string, list: number[], how: string) =>
    atLeast(
      name,
      median(list) / ownCpuMs,
      8,
      'x CPU',
      `${median(list).toFixed(0)} against ${ownCpuMs.toFixed(0)} ms a question; ${how}`,
    );
  return [
    mustHold(
      'equal top 10 of every cell',
      equal >= 0.98 * compared,
      `${equal} of ${compared} lists identical; near ties may differ`,
    ),
    row(
      'transformers.js cell by cell / grid',
      cpu.default,
      'the peer as installed, models loaded before; ours loads them in that time',
    ),
    row('the same with one thread a session', cpu.one, 'the harder comparison'),
  ];
}

async function askCells(peer: PeerProcess, { embedders, rerankers }: Stages, query: string) {
  let cpuMs = 0;
  const lists = new Map<string, string[]>();
  for (const embedder of embedders) {
    for (const reranker of rerankers) {
      const names = { store: embedder.name, embedder: embedder.name, reranker: reranker.name };
      const reply = await peer.ask<'query'>({ kind: 'query', ...names, query, ...operatingPoint });
      cpuMs += reply.cpuMs;
      lists.set(`${embedder.name}|${reranker.checkpoint.id}`, reply.ids);
    }
  }
  return { cpuMs, lists };
}

/** The ten best documents of a cell as the evaluation keeps them. */
async function ownList(evaluationId: string, cell: string, queryId: string): Promise<string[]> {
  const key = `${cell}|${operatingPoint.budget}|${operatingPoint.depth}|1`;
  const [record] = await getQueryRecords(benchActor, evaluationId, [key], queryId);
  return (record?.ranking ?? []).slice(0, operatingPoint.depth);
}

async function fillStore(peer: PeerProcess, { name, directory }: Stage, { documents }: Collection): Promise<void> {
  const { matrix } = await openVectorIndex(directory);
  const { dimension } = matrix;
  const vectors = new Float32Array(documents.length * dimension);
  for (let row = 0; row < documents.length; row++) vectors.set(matrix.row(row), row * dimension);
  const ids = documents.map(({ _id }) => _id);
  await peer.ask<'store'>({ kind: 'store', name, dimension, vectors, ids, texts: documents.map(passageText) });
}
