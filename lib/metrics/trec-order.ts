import { InvalidInput } from '@/lib/foundation/errors';
import type { ScoredDocument } from './run';

/** Document ids of one query, best first, without duplicates. */
export type Ranking = readonly string[];

/**
 * Compares two ids by Unicode code points, which is the order of their UTF-8 bytes and so of `strcmp`.
 * JavaScript's `<` compares UTF-16 units and differs where a surrogate meets U+E000 to U+FFFF.
 *
 * @returns negative, 0 or positive
 */
export function compareIds(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const isSurrogateX = x >= 0xd800 && x <= 0xdfff;
    const isSurrogateY = y >= 0xd800 && y <= 0xdfff;
    if (isSurrogateX !== isSurrogateY && x >= 0xd800 && y >= 0xd800) return isSurrogateX ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/**
 * Orders two results as trec_eval does: higher score first, equal scores by document id, descending.
 * Source: usnistgov/trec_eval `form_res_rels.c` (scores compared as doubles; releases before 2020 held them as floats).
 */
export function compareScored(a: ScoredDocument, b: ScoredDocument): number {
  return b.score - a.score || compareIds(b.id, a.id);
}

/**
 * The ranking of one query: documents in trec_eval's order, whatever order they came in.
 *
 * @param documents  any order; an empty list gives an empty ranking; all scores equal gives ids in descending order
 * @throws {InvalidInput} if a score is not finite or a document occurs twice
 */
export function rankDocuments(documents: readonly ScoredDocument[]): Ranking {
  let isSorted = true;
  for (let i = 0; i < documents.length; i++) {
    const document = documents[i] as ScoredDocument;
    if (!Number.isFinite(document.score)) {
      throw new InvalidInput(`The score of document ${document.id} is not a finite number.`);
    }
    if (isSorted && i > 0 && compareScored(documents[i - 1] as ScoredDocument, document) > 0) isSorted = false;
  }
  // Most runs come sorted; a linear check is much cheaper than sorting them again.
  const ordered = isSorted ? documents : [...documents].sort(compareScored);
  const ranking = ordered.map((document) => document.id);
  if (new Set(ranking).size !== ranking.length) {
    const seen = new Set<string>();
    const duplicate = ranking.find((id) => seen.size === seen.add(id).size);
    throw new InvalidInput(`Document ${duplicate} is ranked twice for the same query.`);
  }
  return ranking;
}
