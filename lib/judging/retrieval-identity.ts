export type IdentityRule = 'ordered' | 'set';

/**
 * Whether two arms retrieved the same documents, so that their answers need no person.
 *
 * @param a, b   document ids, best first, as retrieved for one query
 * @param depth  how many ranks count, a positive integer: those that the generator reads
 * @param rule   `ordered`: the same ids in the same order; `set`: the same ids in any order
 * @returns      false when both are empty: two failures to retrieve are not a finding
 */
export function isIdenticalRetrieval(
  a: readonly string[],
  b: readonly string[],
  depth: number,
  rule: IdentityRule,
): boolean {
  const [left, right] = [a.slice(0, depth), b.slice(0, depth)];
  if (left.length === 0 || left.length !== right.length) return false;
  if (rule === 'ordered') return left.every((id, rank) => id === right[rank]);
  const ids = new Set(left);
  return ids.size === new Set(right).size && right.every((id) => ids.has(id));
}

/** The definition in words, printed beside every count of identical retrieval. */
export const identityDefinition = (depth: number, rule: IdentityRule): string =>
  rule === 'ordered'
    ? `Both arms retrieved the same ${depth} documents in the same order.`
    : `Both arms retrieved the same ${depth} documents, in any order.`;
