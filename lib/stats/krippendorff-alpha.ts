import { InvalidInput } from '@/lib/foundation/errors';

/** How far apart two values are: different at all, by rank, or by their numeric difference. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval';

/**
 * Krippendorff's alpha: agreement of any number of judges beyond chance, with missing values.
 *
 * @param units  for each unit (query) the values it received, one per judge, as numbers; missing ones left out
 * @param level  distance between values; `ordinal` and `interval` need an order that means something
 * @returns      1 perfect, 0 chance, below 0 systematic disagreement; `undefined` when no unit has two values, or when
 *               all pairable values are the same, since chance agreement has no meaning there
 * @throws {InvalidInput} if a value is not a finite number
 *
 * alpha = 1 - D_o / D_e over the coincidence matrix o_ck += 1/(m_u - 1) (Krippendorff, Content Analysis, 2004).
 */
export function krippendorffAlpha(
  units: readonly (readonly number[])[],
  level: MeasurementLevel = 'nominal',
): number | undefined {
  const pairable = units.filter((values) => values.length >= 2);
  const values = [...new Set(pairable.flat())].sort((a, b) => a - b);
  if (!values.every(Number.isFinite)) throw new InvalidInput('Every value must be a finite number.');
  if (values.length < 2) return undefined;
  const index = new Map(values.map((value, i) => [value, i]));
  const totals = new Array<number>(values.length).fill(0);
  for (const value of pairable.flat()) {
    const i = index.get(value) as number;
    totals[i] = (totals[i] as number) + 1;
  }
  const n = totals.reduce((sum, count) => sum + count, 0);
  const distance = squaredDistances(values, totals, level);

  let observed = 0;
  for (const unit of pairable) {
    for (const [i, a] of unit.entries()) {
      for (const [j, b] of unit.entries()) {
        if (i !== j) observed += distance(index.get(a) as number, index.get(b) as number) / (unit.length - 1);
      }
    }
  }
  let expected = 0;
  for (const [c, nc] of totals.entries()) {
    for (const [k, nk] of totals.entries()) expected += (nc * nk * distance(c, k)) / (n - 1);
  }
  return 1 - observed / expected;
}

function squaredDistances(values: readonly number[], totals: readonly number[], level: MeasurementLevel) {
  return (c: number, k: number): number => {
    if (c === k) return 0;
    if (level === 'nominal') return 1;
    if (level === 'interval') return ((values[c] as number) - (values[k] as number)) ** 2;
    const [low, high] = c < k ? [c, k] : [k, c];
    const between = totals.slice(low, high + 1).reduce((sum, count) => sum + count, 0);
    return (between - ((totals[low] as number) + (totals[high] as number)) / 2) ** 2;
  };
}
