import { InvalidInput } from '@/lib/foundation/errors';

/** Candidates of one query from one first stage, best first: the budget K is a prefix of it. */
export type CandidateList = { readonly documentIds: readonly string[]; readonly scores: Float64Array };

/**
 * Candidate lists by row key and query id. A key `row@K` holds the list of a row whose candidates at K are not a prefix of
 * those at larger budgets (several sources fused beyond the depth that they share).
 */
export type CandidateTable = ReadonlyMap<string, ReadonlyMap<string, CandidateList>>;

/** What sharing saves: pair counts per reranker over all queries. */
export type SharingFigures = {
  /** scoring every cell by itself: rows x budget x queries, as far as the lists reach */
  readonly separatePairs: number;
  /** scoring the union of candidates once */
  readonly unionPairs: number;
  /** mean size of the union in units of the mean list: 1 means that all rows find the same documents */
  readonly unionFactor: number;
};

/**
 * The documents that any row retrieves for a query within a budget: each needs one score per reranker, whichever rows
 * and budgets use it.
 *
 * @param rows    keys of the rows; rows without a list for the query add nothing
 * @param budget  the largest budget K of the grid
 * @returns       document ids in the order of first appearance
 */
export function candidateUnion(
  table: CandidateTable,
  rows: readonly string[],
  queryId: string,
  budget: number,
): string[] {
  const union = new Set<string>();
  for (const row of rows) {
    const documentIds = table.get(row)?.get(queryId)?.documentIds ?? [];
    for (let i = 0; i < Math.min(budget, documentIds.length); i++) union.add(documentIds[i] as string);
  }
  return [...union];
}

/** How many pairs sharing leaves of those that separate cells would score. */
export function sharingFigures(
  table: CandidateTable,
  rows: readonly string[],
  queryIds: readonly string[],
  budget: number,
): SharingFigures {
  let separatePairs = 0;
  let unionPairs = 0;
  for (const queryId of queryIds) {
    unionPairs += candidateUnion(table, rows, queryId, budget).length;
    for (const row of rows) {
      separatePairs += Math.min(budget, table.get(row)?.get(queryId)?.documentIds.length ?? 0);
    }
  }
  const unionFactor = separatePairs === 0 ? 1 : (unionPairs * rows.length) / separatePairs;
  return { separatePairs, unionPairs, unionFactor };
}

/** @throws {InvalidInput} unless ids and scores match, scores are finite and no document occurs twice */
export function checkCandidateList(list: CandidateList): void {
  if (list.documentIds.length !== list.scores.length)
    throw new InvalidInput('A candidate list needs one score a document.');
  if (!list.scores.every(Number.isFinite))
    throw new InvalidInput('A candidate has a score that is not a finite number.');
  if (new Set(list.documentIds).size !== list.documentIds.length) {
    throw new InvalidInput('A document occurs twice in a candidate list.');
  }
}
