/** Something with a quality to maximise and a cost to minimise. */
export type QualityAndCost = { readonly quality: number; readonly cost: number };

/**
 * The points that no other point beats: none is at least as good and at most as dear, and better in one of both. By
 * rising cost. Of points equal in both, the first is kept.
 */
export function paretoFront<Point extends QualityAndCost>(points: readonly Point[]): Point[] {
  const byCost = points
    .map((point, index) => ({ point, index }))
    .sort((a, b) => a.point.cost - b.point.cost || b.point.quality - a.point.quality || a.index - b.index);
  const front: Point[] = [];
  let best = Number.NEGATIVE_INFINITY;
  for (const { point } of byCost) {
    if (point.quality <= best) continue;
    front.push(point);
    best = point.quality;
  }
  return front;
}
