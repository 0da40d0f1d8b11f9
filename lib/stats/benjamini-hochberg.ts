import { ascending } from './holm';

/**
 * Benjamini-Hochberg adjustment: controls the expected share of false ones among the rejections, for independent or
 * positively dependent tests. For exploration, not for the one comparison a study was made for.
 *
 * @param pValues  in [0, 1]
 * @returns        adjusted p-values in the order given; empty for an empty family
 * @throws {InvalidInput} if a value is not in [0, 1]
 *
 * Benjamini and Hochberg (1995).
 */
export const benjaminiHochberg = (pValues: readonly number[]): number[] => stepUp(pValues, 1);

/**
 * Benjamini-Yekutieli adjustment: as Benjamini-Hochberg, but under any dependence, at the price of a factor of about
 * ln K.
 *
 * Arguments, result and errors as `benjaminiHochberg`. Benjamini and Yekutieli (2001).
 */
export const benjaminiYekutieli = (pValues: readonly number[]): number[] =>
  stepUp(
    pValues,
    pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0),
  );

function stepUp(pValues: readonly number[], factor: number): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1] as number;
    smallest = Math.min(smallest, (factor * pValues.length * (pValues[index] as number)) / rank);
    adjusted[index] = smallest;
  }
  return adjusted;
}
