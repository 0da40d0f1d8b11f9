/** Documents with their scores, best first. */
export type ScoredList = { ids: string[]; scores: number[] };

/** Two runtimes add in different orders: the fifth digit of a logit may differ. */
const tolerance = 1e-4;

/**
 * Whether two lists are the same result: equal scores place by place, and at each place the same document, or one whose
 * score in the other list is equal too.
 */
export function isSameTop(a: ScoredList, b: ScoredList): boolean {
  if (a.ids.length !== b.ids.length) return false;
  return a.ids.every((id, place) => {
    const [own, other] = [a.scores[place] as number, b.scores[place] as number];
    if (Math.abs(own - other) > tolerance) return false;
    const there = b.ids.indexOf(id);
    // Beyond the end of the other list stands what ties with its last place.
    const score = there >= 0 ? (b.scores[there] as number) : (b.scores.at(-1) as number);
    return Math.abs(score - own) <= tolerance;
  });
}
