/**
 * The point where an increasing function crosses zero, by bisection until the bracket cannot shrink any more.
 *
 * @param f      non-decreasing on [low, high]
 * @returns      the lower bound when f is positive everywhere, the upper bound when it is negative everywhere
 */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  let below = low;
  let above = high;
  for (let step = 0; step < 200; step++) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) break;
    if (f(middle) >= 0) above = middle;
    else below = middle;
  }
  return (below + above) / 2;
}
