import path from 'node:path';
import { passageText } from '@/lib/datasets/passage-text';
import { db } from '@/lib/db/client';
import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import { openPipeline, type Pipeline } from '@/lib/retrieval/open-pipeline';
import { openVectorIndex } from '@/lib/retrieval/open-vector-index';
import { planPipeline } from '@/lib/retrieval/plan-pipeline';
import { type Collection, findModels, hasCollection, readCollection, sliceOf } from './bench-material';
import { atLeast, type BenchRow, figure, mustHold, type Suite, type SuiteContext, skipped } from './bench-row';
import { type Cost, costOf, median } from './cost';
import { layOutForPeer } from './peers/peer-models';
import { type PeerProcess, startPeers } from './peers/peer-process';
import { isSameTop, type ScoredList } from './same-top';
import { buildIndexNow, importCollection, importModel } from './workspace';

const operatingPoint = { budget: 60, depth: 10 };

/** One whole query against the same models in the libraries that a Node user would put together. */
export const suite: Suite = {
  summary: 'a whole reranked query against transformers.js with LangChain’s MemoryVectorStore',
  usesDatabase: true,
  async run(context) {
    const models = findModels(context.materialDir);
    if (!models || !hasCollection(context.materialDir)) {
      return [skipped('whole query', 'needs data/stard-rebuilt and models/ in the material folder')];
    }
    const whole = await readCollection(context.materialDir);
    const collection = context.isQuick ? sliceOf(whole, 1_000, 8) : whole;
    const embedder = await importModel(models.embedder, 'zh-tiny-embed');
    const reranker = await importModel(models.reranker, 'zh-tiny-rerank');
    const modelsDir = path.join(context.workDir, 'peer-models');
    await layOutForPeer(context.workDir, embedder, modelsDir, 'embedder');
    await layOutForPeer(context.workDir, reranker, modelsDir, 'reranker');
    const { corpusHash } = await importCollection(context.workDir, collection);
    context.progress(`building the index of ${collection.documents.length.toLocaleString('en')} articles`);
    const directory = await buildIndexNow(embedder.id, corpusHash);
    const spec: ConfigurationSpec = {
      embedders: [{ checkpointId: embedder.id, weight: 1 }],
      bm25: null,
      reranker: { checkpointId: reranker.id, weight: 1 },
      fusion: { normalise: 'max' },
      operatingPoint,
    };
    const pipeline = await openPipeline(await planPipeline(db(), { id: 'bench', spec, corpusHashes: [corpusHash] }));
    try {
      return await compare(context, pipeline, collection, {
        modelsDir,
        directory: path.join(context.workDir, directory),
      });
    } finally {
      await pipeline.close();
    }
  },
};

type Places = { modelsDir: string; directory: string };
type Sides = { own: Cost[]; default: Cost[]; one: Cost[]; areEqual: boolean[] };

async function compare(context: SuiteContext, pipeline: Pipeline, collection: Collection, places: Places) {
  const asked = questionsOf(collection, context.isQuick ? 3 : 12);
  const size = `${collection.documents.length.toLocaleString('en')} articles, K = 60, N = 10, ${asked.length - 1} questions`;
  const started = await startPeers(context, places.modelsDir, ['default', 'one']);
  if ('reason' in started) {
    const own = await ownCosts(pipeline, asked);
    return [
      figure('whole query', median(own.map(({ cpuMs }) => cpuMs)), 'ms CPU', size),
      skipped('against peers', started.reason),
    ];
  }
  try {
    for (const peer of Object.values(started.peers)) await fillStore(peer, collection, places.directory);
    const sides: Sides = { own: [], default: [], one: [], areEqual: [] };
    for (const [round, query] of asked.entries()) {
      const mine = await costOf(() => pipeline.retrieve(query));
      const list = {
        ids: mine.value.results.map(({ id }) => id),
        scores: mine.value.results.map((one) => one.rerankerScore ?? 0),
      };
      const others = { default: await ask(started.peers.default, query), one: await ask(started.peers.one, query) };
      // The first round warms up.
      if (round === 0) continue;
      sides.own.push(mine);
      for (const threads of ['default', 'one'] as const) {
        sides[threads].push(others[threads]);
        sides.areEqual.push(isSameTop(list, others[threads]));
      }
    }
    return rowsOf(sides, size);
  } finally {
    started.close();
  }
}

async function ownCosts(pipeline: Pipeline, asked: string[]): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const query of asked) costs.push(await costOf(() => pipeline.retrieve(query)));
  return costs.slice(1);
}

const ask = (peer: PeerProcess, query: string): Promise<Cost & ScoredList> =>
  peer.ask<'query'>({
    kind: 'query',
    store: 'corpus',
    embedder: 'embedder',
    reranker: 'reranker',
    query,
    ...operatingPoint,
  });

function questionsOf({ queries, qrels }: Collection, count: number): string[] {
  const judged = queries.filter(({ _id }) => qrels.test?.has(_id));
  return judged.slice(0, count + 1).map(({ text }) => text);
}

/** The peer gets our vectors: making them would take minutes and is measured by the suite `index`. */
async function fillStore(peer: PeerProcess, { documents }: Collection, directory: string): Promise<void> {
  const { matrix } = await openVectorIndex(directory);
  const { dimension } = matrix;
  const vectors = new Float32Array(documents.length * dimension);
  for (let row = 0; row < documents.length; row++) vectors.set(matrix.row(row), row * dimension);
  const ids = documents.map(({ _id }) => _id);
  await peer.ask<'store'>({
    kind: 'store',
    name: 'corpus',
    dimension,
    vectors,
    ids,
    texts: documents.map(passageText),
  });
}

function rowsOf(sides: Sides, size: string): BenchRow[] {
  const { own } = sides;
  const ratio = (theirs: Cost[], key: keyof Cost) =>
    median(theirs.map((cost, round) => cost[key] / (own[round] as Cost)[key]));
  const cpu = (costs: Cost[]) => `${median(costs.map(({ cpuMs }) => cpuMs)).toFixed(1)} ms`;
  const equal = sides.areEqual.filter(Boolean).length;
  return [
    mustHold(
      'equal top 10',
      equal === sides.areEqual.length,
      `${equal} of ${sides.areEqual.length} lists; documents whose scores differ by less than 0.0001 may change places`,
    ),
    atLeast(
      'CPU, peers / own',
      ratio(sides.default, 'cpuMs'),
      3.5,
      'x CPU',
      `${size}; peers as installed: ${cpu(sides.default)}`,
    ),
    atLeast(
      'CPU, peers with one thread a session / own',
      ratio(sides.one, 'cpuMs'),
      3.5,
      'x CPU',
      `a peer whose threads do not spin: ${cpu(sides.one)}`,
    ),
    figure('wall, peers / own', ratio(sides.default, 'wallMs'), 'x wall', 'peers as installed'),
    figure(
      'whole query',
      median(own.map(({ cpuMs }) => cpuMs)),
      'ms CPU',
      'embed, exact search, 60 pairs, fuse; median',
    ),
    figure('whole query, wall', median(own.map(({ wallMs }) => wallMs)), 'ms wall', 'median'),
  ];
}
