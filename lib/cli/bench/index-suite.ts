import os from 'node:os';
import path from 'node:path';
import { passageText } from '@/lib/datasets/passage-text';
import type { Embedder } from '@/lib/models/embedder';
import { openCheckpointEmbedder } from '@/lib/registry/open-checkpoint';
import { modelThreads } from '@/lib/retrieval/model-threads';
import { findModels, hasCollection, readCollection, sliceOf } from './bench-material';
import { atLeast, atMost, type BenchRow, figure, mustHold, type Suite, type SuiteContext, skipped } from './bench-row';
import { type Cost, costOf, median } from './cost';
import { layOutForPeer } from './peers/peer-models';
import { type PeerProcess, startPeers } from './peers/peer-process';
import { buildIndexNow, importCollection, importModel } from './workspace';

const peerBatch = 32;
/** A text of so many characters has fewer tokens than the longest input of the model (256). */
const uncutCharacters = 250;

/** Embedding a corpus against what a Node user would write: batches of 32 in file order. */
export const suite: Suite = {
  summary: 'index build with zh-tiny-embed against transformers.js in batches of 32 in file order',
  usesDatabase: true,
  async run(context) {
    const models = findModels(context.materialDir);
    if (!models || !hasCollection(context.materialDir)) {
      return [skipped('index build', 'needs data/stard-rebuilt and models/ in the material folder')];
    }
    const whole = await readCollection(context.materialDir);
    const collection = context.isQuick ? sliceOf(whole, 600, 5) : whole;
    const texts = collection.documents.map(passageText);
    const checkpoint = await importModel(models.embedder, 'zh-tiny-embed');
    const modelsDir = path.join(context.workDir, 'peer-models');
    await layOutForPeer(context.workDir, checkpoint, modelsDir, 'embedder');
    const embedder = await openCheckpointEmbedder(checkpoint.id, { threads: modelThreads() });
    try {
      return [
        ...(await compare(context, embedder, texts, modelsDir)),
        ...(await buildWhole(context, embedder, checkpoint.id, collection)),
      ];
    } finally {
      await embedder.close();
    }
  },
};

async function compare(context: SuiteContext, embedder: Embedder, texts: string[], modelsDir: string) {
  const started = await startPeers(context, modelsDir, ['default', 'one']);
  if ('reason' in started) return [skipped('against transformers.js', started.reason)];
  const rounds = context.isQuick ? 2 : 5;
  const perRound = context.isQuick ? 128 : 2048;
  try {
    const own: Cost[] = [];
    const peers = { default: [] as Cost[], one: [] as Cost[] };
    let farthest = 0;
    await warmUp(embedder, Object.values(started.peers), texts);
    for (let round = 0; round < rounds; round++) {
      const start = Math.floor((round * (texts.length - perRound)) / Math.max(1, rounds - 1));
      const part = texts.slice(start, start + perRound);
      const mine = await costOf(() => embedder.embed(part, 'document'));
      own.push(mine);
      for (const threads of ['default', 'one'] as const) {
        const theirs = await started.peers[threads].ask<'embed'>({
          kind: 'embed',
          model: 'embedder',
          texts: part,
          batch: peerBatch,
        });
        peers[threads].push(theirs);
        farthest = Math.max(farthest, farthestOf(part, mine.value, theirs.vectors, embedder.dimension));
      }
    }
    return compareRows(
      own,
      peers,
      farthest,
      `${rounds} rounds of ${perRound.toLocaleString('en')} articles in file order`,
    );
  } finally {
    started.close();
  }
}

async function warmUp(embedder: Embedder, peers: readonly PeerProcess[], texts: string[]): Promise<void> {
  const few = texts.slice(0, peerBatch);
  await embedder.embed(few, 'document');
  for (const peer of peers) await peer.ask<'embed'>({ kind: 'embed', model: 'embedder', texts: few, batch: peerBatch });
}

function compareRows(own: Cost[], peers: Record<'default' | 'one', Cost[]>, farthest: number, how: string): BenchRow[] {
  const ratio = (theirs: Cost[], key: keyof Cost) =>
    median(theirs.map((cost, round) => cost[key] / (own[round] as Cost)[key]));
  const load = (os.loadavg()[0] ?? 0).toFixed(1);
  return [
    mustHold(
      'same vectors',
      farthest < 1e-4,
      `1 - cosine at most ${farthest.toExponential(1)} over texts that need no cutting`,
    ),
    atLeast('CPU, transformers.js / own', ratio(peers.default, 'cpuMs'), 4, 'x CPU', `${how}; the peer as installed`),
    atLeast(
      'CPU, transformers.js with one thread a session / own',
      ratio(peers.one, 'cpuMs'),
      4,
      'x CPU',
      'a peer whose threads do not spin: the harder comparison',
    ),
    atLeast(
      'texts/s, own / transformers.js',
      ratio(peers.default, 'wallMs'),
      4,
      'x wall',
      `${modelThreads()} worker threads against the peer as installed, load ${load} at the end`,
    ),
    figure('texts/s, own / transformers.js with one thread', ratio(peers.one, 'wallMs'), 'x wall', 'for completeness'),
  ];
}

/** The whole job: reading, embedding, quantising, hashing, BM25 index, registering. */
async function buildWhole(
  { workDir }: SuiteContext,
  embedder: Embedder,
  checkpointId: string,
  collection: Awaited<ReturnType<typeof readCollection>>,
): Promise<BenchRow[]> {
  const { corpusHash } = await importCollection(workDir, collection);
  const build = await costOf(() => buildIndexNow(checkpointId, corpusHash));
  const count = collection.documents.length;
  const { inflation, realTokens } = embedder.statistics;
  const how = `${count.toLocaleString('en')} articles, the whole job with its BM25 index`;
  return [
    figure('index build', build.wallMs / 1000, 's wall', how),
    figure('index build, texts', count / (build.wallMs / 1000), 'texts/s wall', how),
    figure('index build, CPU', build.cpuMs / 1000, 's CPU', 'all threads, without the database process'),
    atMost(
      'token inflation',
      inflation,
      1.08,
      'x',
      `padded over real tokens, ${realTokens.toLocaleString('en')} of them in the comparison`,
    ),
  ];
}

/**
 * The largest 1 - cosine between vectors of unit length, over texts that no side cuts: transformers.js drops the separator
 * at the end of a text that it cuts, which the model was never trained on.
 */
function farthestOf(texts: readonly string[], a: Float32Array, b: Float32Array, dimension: number): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let farthest = 0;
  for (const [row, text] of texts.entries()) {
    if (text.length > uncutCharacters) continue;
    const start = row * dimension;
    let dot = 0;
    for (let i = start; i < start + dimension; i++) dot += (a[i] as number) * (b[i] as number);
    farthest = Math.max(farthest, 1 - dot);
  }
  return farthest;
}
