import { db } from '@/lib/db/client';
import { sha256 } from '@/lib/foundation/hash';
import type { PairKey, PairScoreCache } from './score-union';

/** Keys of one statement: larger arrays make the embedded database slow for everybody else. */
const keysPerStatement = 5000;
/** Lists of 1,000 candidates are 24 kB of text each. */
const listsPerStatement = 100;

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

/** Keeps candidates by query hash; a deeper list replaces a shallower one. */
export async function writeCandidates(
  sourceHash: string,
  depth: number,
  lists: ReadonlyMap<string, OrdinalList>,
): Promise<void> {
  const entries = [...lists];
  const hexOf = (values: Uint32Array | Float64Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
  for (let start = 0; start < entries.length; start += listsPerStatement) {
    const chunk = entries.slice(start, start + listsPerStatement);
    await db().$executeRaw`
      INSERT INTO "CandidateList" ("sourceHash", "queryHash", depth, ordinals, scores)
      SELECT ${sourceHash}, q, ${depth}, decode(o, 'hex'), decode(s, 'hex')
      FROM unnest(${chunk.map(([hash]) => hash)}::text[], ${chunk.map(([, list]) => hexOf(list.ordinals))}::text[],
        ${chunk.map(([, list]) => hexOf(list.scores))}::text[]) AS c(q, o, s)
      ON CONFLICT ("sourceHash", "queryHash") DO UPDATE
      SET depth = excluded.depth, ordinals = excluded.ordinals, scores = excluded.scores
      WHERE "CandidateList".depth < excluded.depth`;
  }
}
