import { Cancelled } from '@/lib/foundation/errors';
import { contentHash, sha256 } from '@/lib/foundation/hash';
import { leastListDepth } from '@/lib/retrieval/first-stage';
import { analysisVersion } from '@/lib/retrieval/lexical-analysis';
import type { Backbone, CheckpointFacts, FirstStageSpec, IndexFacts, WorkOptions } from './backbone';
import type { CandidateList, CandidateTable } from './candidate-union';
import type { QueryText } from './query-set';
import { type OrdinalList, readCandidates, writeCandidates } from './score-cache';

/** A row of candidates: what finds them, and how deep. */
export type CandidateRow = { readonly key: string; readonly spec: FirstStageSpec };

export type GatheredCandidates = {
  readonly table: CandidateTable;
  /** ordinal by document id, for everything that was found */
  readonly ordinals: ReadonlyMap<string, number>;
  /** queries searched, and those whose candidates were known */
  readonly searched: number;
  readonly cached: number;
};

/** What candidates come from, by content: an open backbone, or the inputs that an evaluation names. */
export type CandidateSource = {
  readonly corpusHash: string;
  readonly checkpoints: readonly Pick<CheckpointFacts, 'id' | 'contentHash'>[];
  readonly indexes: readonly Pick<IndexFacts, 'embedderHash' | 'manifestHash'>[];
};

/** Content of everything that decides the candidates of a first stage at a depth. */
export function sourceHash(
  backbone: CandidateSource,
  spec: FirstStageSpec,
  instruction: string,
  depth: number,
): string {
  const hashOf = (id: string) => backbone.checkpoints.find((checkpoint) => checkpoint.id === id)?.contentHash ?? id;
  const embedders = spec.embedders
    .map(({ checkpointId, weight }) => ({ hash: hashOf(checkpointId), weight }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const used = new Set(embedders.map((embedder) => embedder.hash));
  return contentHash({
    corpusHash: backbone.corpusHash,
    embedders,
    indexes: backbone.indexes
      .filter((index) => used.has(index.embedderHash))
      .map((index) => index.manifestHash)
      .sort(),
    bm25: spec.bm25,
    fusion: spec.fusion,
    instruction,
    analysisVersion,
    // Several sources share a depth of at least 100; beyond that the fused list is another one for each depth.
    ...(sourceCount(spec) > 1 && depth > leastListDepth ? { depth } : {}),
  });
}

const sourceCount = (spec: FirstStageSpec): number => spec.embedders.length + (spec.bm25 ? 1 : 0);

/** Whether candidates at a budget are the beginning of those at any larger one. */
export const isPrefixOfLarger = (spec: FirstStageSpec, budget: number, largest: number): boolean =>
  sourceCount(spec) === 1 || budget === largest || (budget <= leastListDepth && largest <= leastListDepth);

/**
 * Candidates of every row for every query, at the largest budget, and at smaller ones where they are not its beginning.
 * What is in the cache is read; the rest is searched in blocks and stored block by block.
 *
 * @throws {Cancelled} when the signal aborts
 */
export async function gatherCandidates(
  backbone: Backbone,
  rows: readonly CandidateRow[],
  queries: readonly QueryText[],
  budgets: readonly number[],
  instruction: string,
  { signal, onProgress }: WorkOptions = {},
): Promise<GatheredCandidates> {
  const largest = Math.max(...budgets);
  const wanted = rows.flatMap((row) =>
    [...new Set(budgets)].flatMap((budget) => {
      if (budget === largest) return [{ key: row.key, spec: row.spec, depth: largest }];
      if (isPrefixOfLarger(row.spec, budget, largest)) return [];
      return [{ key: `${row.key}@${budget}`, spec: row.spec, depth: budget }];
    }),
  );
  const table = new Map<string, ReadonlyMap<string, CandidateList>>();
  const ordinals = new Map<string, number>();
  let done = 0;
  let searched = 0;
  for (const { key, spec, depth } of wanted) {
    const source = sourceHash(backbone, spec, instruction, depth);
    const onFound = (count: number) => onProgress?.(done + count);
    const { lists, fresh } = await candidatesOf(backbone, spec, source, queries, depth, {
      signal,
      onProgress: onFound,
    });
    done += queries.length;
    searched += fresh;
    const byQuery = new Map<string, CandidateList>();
    for (const [i, query] of queries.entries()) {
      const list = lists[i] as OrdinalList;
      const documentIds = Array.from(list.ordinals, (ordinal) => backbone.documentIds[ordinal] as string);
      for (const [place, id] of documentIds.entries()) ordinals.set(id, list.ordinals[place] as number);
      byQuery.set(query.id, { documentIds, scores: list.scores });
    }
    table.set(key, byQuery);
  }
  return { table, ordinals, searched, cached: done - searched };
}

/**
 * Queries that are searched and stored in one go, seconds of work: a killed evaluation loses one block at most. Each block
 * loads its embedders again, so small blocks would be dear.
 */
const queriesPerBlock = 2000;

async function candidatesOf(
  backbone: Backbone,
  spec: FirstStageSpec,
  source: string,
  queries: readonly QueryText[],
  depth: number,
  { signal, onProgress }: WorkOptions,
): Promise<{ lists: OrdinalList[]; fresh: number }> {
  const hashes = queries.map((query) => sha256(query.text));
  const known = await readCandidates(source, hashes, depth);
  const missing = queries.filter((_, i) => !known.has(hashes[i] as string));
  // Equal questions under different ids are searched once.
  const distinct = [...new Map(missing.map((query) => [query.text, query])).values()];
  for (let start = 0; start < distinct.length; start += queriesPerBlock) {
    if (signal?.aborted) throw new Cancelled('The evaluation was cancelled; the candidates so far are kept.');
    const block = distinct.slice(start, start + queriesPerBlock);
    const lists = await backbone.search(spec, block, depth, { signal });
    const found = new Map(block.map((query, i) => [sha256(query.text), lists[i] as OrdinalList]));
    for (const [hash, list] of found) known.set(hash, list);
    await writeCandidates(source, depth, found);
    await onProgress?.(queries.length - distinct.length + start + block.length);
  }
  return { lists: hashes.map((hash) => known.get(hash) as OrdinalList), fresh: distinct.length };
}
