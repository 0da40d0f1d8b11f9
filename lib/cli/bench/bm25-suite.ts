import { sha256 } from '@/lib/foundation/hash';
import { seededRandom } from '@/lib/foundation/random';
import { type Bm25Bench, benchBm25 } from '@/lib/retrieval/bench-bm25';
import type { LexicalSource } from '@/lib/retrieval/build-lexical-index';
import { atLeast, atMost, type BenchRow, figure, mustHold, type Suite, type SuiteContext, skipped } from './bench-row';
import { median } from './cost';
import type { Bm25Library } from './peers/peer-messages';
import { type PeerProcess, startPeers } from './peers/peer-process';

const parameters = { k1: 1.2, b: 0.75 };
const depth = 10;
const rounds = 5;

/** BM25 over short documents against the libraries that Node users take. */
export const suite: Suite = {
  summary: 'BM25: index and queries against wink-bm25-text-search and FlexSearch',
  usesDatabase: false,
  async run(context) {
    const documents = context.isQuick ? 2_000 : 55_397;
    const queryCount = context.isQuick ? 10 : 40;
    const { texts, queries } = drawTexts(documents, queryCount, 1);
    const corpus: LexicalSource = {
      hash: sha256('bench'),
      async *all() {
        for (const text of texts) yield { title: '', text };
      },
    };
    const own = await benchBm25(context.workDir, corpus, { queries, parameters, depth, rounds });
    const size = `${documents.toLocaleString('en')} documents of about 40 words, ${queryCount} queries of 6 words, top ${depth}`;
    return [
      figure('query', own.queryCpuMs, 'ms CPU', `${size}; median of ${rounds} rounds`),
      figure(
        'first query with its terms',
        own.firstQueryCpuMs,
        'ms CPU',
        'shares of postings are computed once a term',
      ),
      figure('index build', own.buildCpuMs, 'ms CPU', `${own.postings.toLocaleString('en')} postings`),
      figure('index open', own.openMs, 'ms wall', 'its hash is checked'),
      figure('index size', own.sizeBytes / 1e6, 'MB', 'on disk and in memory'),
      ...(await comparePeers(context, own, texts, queries)),
    ];
  },
};

async function comparePeers(context: SuiteContext, own: Bm25Bench, texts: string[], queries: string[]) {
  const started = await startPeers(context, context.workDir, ['default']);
  if ('reason' in started) return [skipped('against wink and FlexSearch', started.reason)];
  try {
    const peer = started.peers.default;
    const wink = await measurePeer(peer, 'wink', texts, queries);
    const flex = await measurePeer(peer, 'flexsearch', texts, queries);
    const overlap = overlapOf(own.rankings, wink.rankings);
    const rows: BenchRow[] = [
      mustHold('same top 10 as wink', overlap >= 0.999, `${(100 * overlap).toFixed(2)} % of the documents`),
      atLeast('query, wink / own', wink.queryMs / own.queryCpuMs, 100, 'x CPU', `wink: ${wink.queryMs.toFixed(1)} ms`),
      atLeast(
        'query, FlexSearch / own',
        flex.queryMs / own.queryCpuMs,
        10,
        'x CPU',
        `FlexSearch: ${flex.queryMs.toFixed(2)} ms; it is not BM25, ${(100 * overlapOf(own.rankings, flex.rankings)).toFixed(0)} % of its top 10 are the same`,
      ),
      atLeast(
        'index build, wink / own',
        wink.indexMs / own.buildCpuMs,
        4,
        'x CPU',
        `wink: ${wink.indexMs.toFixed(0)} ms`,
      ),
      atMost(
        'index memory, own / wink',
        own.sizeBytes / wink.memoryBytes,
        0.167,
        'x',
        `wink: ${(wink.memoryBytes / 1e6).toFixed(0)} MB of heap`,
      ),
    ];
    return rows;
  } finally {
    started.close();
  }
}

async function measurePeer(peer: PeerProcess, library: Bm25Library, texts: string[], queries: string[]) {
  const built = await peer.ask<'bm25-index'>({ kind: 'bm25-index', library, texts, ...parameters });
  const warm = await peer.ask<'bm25-query'>({ kind: 'bm25-query', library, queries, depth });
  const later: number[] = [];
  for (let round = 0; round < 3; round++) {
    later.push((await peer.ask<'bm25-query'>({ kind: 'bm25-query', library, queries, depth })).cpuMs / queries.length);
  }
  return { indexMs: built.cpuMs, memoryBytes: built.memoryBytes, queryMs: median(later), rankings: warm.rankings };
}

function overlapOf(own: readonly Uint32Array[], other: readonly number[][]): number {
  const found = own.map((ranking, i) => ranking.filter((ordinal) => other[i]?.includes(ordinal)).length);
  const wanted = own.reduce((sum, ranking) => sum + ranking.length, 0);
  return found.reduce((sum, count) => sum + count, 0) / wanted;
}

/** Words by Zipf's law, lengths lognormal; queries take words of one document each, as people do. */
function drawTexts(documents: number, queryCount: number, seed: number): { texts: string[]; queries: string[] } {
  const random = seededRandom(seed);
  const vocabulary = 60_000;
  const cumulative = new Float64Array(vocabulary);
  let total = 0;
  for (let rank = 0; rank < vocabulary; rank++) {
    total += 1 / (rank + 2.7);
    cumulative[rank] = total;
  }
  const word = (): string => {
    const wanted = random.next() * total;
    let low = 0;
    let high = vocabulary - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return `w${low.toString(36)}x`;
  };
  const texts = Array.from({ length: documents }, () => {
    const length = Math.max(8, Math.min(256, Math.round(40 * Math.exp(0.5 * random.normal()))));
    return Array.from({ length }, word).join(' ');
  });
  const queries = Array.from({ length: queryCount }, () => {
    const words = (texts[random.int(documents)] as string).split(' ');
    return Array.from({ length: 6 }, () => words[random.int(words.length)]).join(' ');
  });
  return { texts, queries };
}
