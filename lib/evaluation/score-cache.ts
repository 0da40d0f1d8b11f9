import { db } from '@/lib/db/client';
import { sha256 } from '@/lib/foundation/hash';
import type { PairKey, PairScoreCache } from './score-union';

/** Keys of one statement: larger arrays make the embedded database slow for everybody else. */
const keysPerStatement = 5000;

/** Content hash of a pair: instruction, query text and passage hash. 128 bits are enough for any number of pairs. */
export const pairHash = (instruction: string, queryText: string, passageHash: string): string =>
  sha256(`${instruction}\n${queryText}\n${passageHash}`).slice(0, 32);

/** Pair scores in the database, shared by all evaluations. */
export function databasePairScoreCache(): PairScoreCache {
  return {
    async get(keys) {
      const found = new Map<string, number>();
      for (const [rerankerHash, hashes] of byReranker(keys)) {
        for (let start = 0; start < hashes.length; start += keysPerStatement) {
          const chunk = hashes.slice(start, start + keysPerStatement);
          const rows = await db().$queryRaw<{ pairHash: string; score: number }[]>`
            SELECT "pairHash", score FROM "PairScore" WHERE "rerankerHash" = ${rerankerHash} AND "pairHash" = ANY(${chunk}::text[])`;
          for (const row of rows) found.set(`${rerankerHash}:${row.pairHash}`, row.score);
        }
      }
      return keys.map((key) => found.get(`${key.rerankerHash}:${key.pairHash}`));
    },
    async put(entries) {
      for (let start = 0; start < entries.length; start += keysPerStatement) {
        const chunk = entries.slice(start, start + keysPerStatement);
        await db().$executeRaw`
          INSERT INTO "PairScore" ("rerankerHash", "pairHash", score)
          SELECT r, p, s::float8 FROM unnest(${chunk.map((e) => e.rerankerHash)}::text[], ${chunk.map((e) => e.pairHash)}::text[],
            ${chunk.map((e) => String(e.score))}::text[]) AS e(r, p, s)
          ON CONFLICT DO NOTHING`;
      }
    },
  };
}

function byReranker(keys: readonly PairKey[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { rerankerHash, pairHash: hash } of keys) {
    const own = groups.get(rerankerHash) ?? [];
    own.push(hash);
    groups.set(rerankerHash, own);
  }
  return groups;
}

/** Candidates as the database keeps them: ordinals of the corpus, best first, with first stage scores. */
export type OrdinalList = { readonly ordinals: Uint32Array; readonly scores: Float64Array };

/**
 * Stored candidates of a source, by query hash; lists that were made for a smaller depth are not given.
 *
 * @param sourceHash  content of everything that decides the candidates
 */
export async function readCandidates(
  sourceHash: string,
  queryHashes: readonly string[],
  depth: number,
): Promise<Map<string, OrdinalList>> {
  const found = new Map<string, OrdinalList>();
  for (let start = 0; start < queryHashes.length; start += 500) {
    const rows = await db().candidateList.findMany({
      where: { sourceHash, queryHash: { in: queryHashes.slice(start, start + 500) }, depth: { gte: depth } },
    });
    for (const row of rows) {
      const ordinals = new Uint32Array(row.ordinals.slice().buffer).slice(0, depth);
      found.set(row.queryHash, { ordinals, scores: new Float64Array(row.scores.slice().buffer).slice(0, depth) });
    }
  }
  return found;
}

/** Keeps the candidates of one query; a deeper list replaces a shallower one. */
export async function writeCandidates(
  sourceHash: string,
  queryHash: string,
  depth: number,
  { ordinals, scores }: OrdinalList,
): Promise<void> {
  const data = { depth, ordinals: bytesOf(ordinals), scores: bytesOf(scores) };
  await db().candidateList.upsert({
    where: { sourceHash_queryHash: { sourceHash, queryHash } },
    create: { sourceHash, queryHash, ...data },
    update: data,
  });
}

const bytesOf = (values: Uint32Array | Float64Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
