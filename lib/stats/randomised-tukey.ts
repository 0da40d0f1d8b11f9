import { InvalidInput } from '@/lib/foundation/errors';
import { type Random, seededRandom } from '@/lib/foundation/random';

/** One pair of systems in a randomised Tukey test. */
export type TukeyPair = {
  readonly first: number;
  readonly second: number;
  /** mean of the second minus mean of the first */
  readonly difference: number;
  /** family-wise corrected over all pairs */
  readonly p: number;
  /** permutations whose range of means is at least the observed difference */
  readonly extreme: number;
};

export type RandomisedTukey = {
  readonly pairs: readonly TukeyPair[];
  readonly permutations: number;
  readonly isExact: boolean;
  readonly seed: number;
};

/** All permutations are counted up to this number, else a sample is drawn. */
const exactUpTo = 200_000;

/**
 * Randomised Tukey HSD: are any of these systems different? Under the null the scores of a query are exchangeable among
 * the systems, so they are permuted within each query; each pair's difference is judged against the largest difference
 * that chance makes among all systems. Corrects for all pairs at once.
 *
 * @param scores   systems x queries, at least 2 systems, the same queries in the same order, finite
 * @param options  `permutations` drawn when all of them are too many (default 10,000), `seed`
 * @returns        one entry per pair of systems; all scores equal give p = 1
 * @throws {InvalidInput} for fewer than 2 systems, no queries, rows of unequal length, values that are not finite
 *
 * Source: Carterette (2012), after Sakai; exact p when (systems!)^queries <= 200,000, else (extreme + 1) / (B + 1).
 */
export function randomisedTukey(
  scores: readonly (readonly number[])[],
  { permutations = 10_000, seed }: { permutations?: number; seed: number },
): RandomisedTukey {
  const systems = scores.length;
  const queries = scores[0]?.length ?? 0;
  if (systems < 2 || queries === 0) throw new InvalidInput('Tukey needs at least two systems and one query.');
  if (scores.some((row) => row.length !== queries))
    throw new InvalidInput('Every system needs a score for every query.');
  if (scores.some((row) => !row.every(Number.isFinite))) throw new InvalidInput('Tukey needs finite scores.');
  const columns = Array.from({ length: queries }, (_, q) => Float64Array.from(scores, (row) => row[q] as number));
  const isExact = queries * logFactorial(systems) <= Math.log(exactUpTo);
  const ranges = isExact
    ? allRanges(columns, systems)
    : sampledRanges(columns, systems, permutations, seededRandom(seed));
  const sums = scores.map((row) => row.reduce((sum, value) => sum + value, 0));
  // Sums of the same numbers in another order differ in the last bits.
  const largest = scores.reduce((most, row) => row.reduce((m, value) => Math.max(m, Math.abs(value)), most), 0);
  const tolerance = 1e-10 * largest * queries;
  const sorted = Float64Array.from(ranges).sort();
  const pairs: TukeyPair[] = [];
  for (let first = 0; first < systems; first++) {
    for (let second = first + 1; second < systems; second++) {
      const difference = (sums[second] as number) - (sums[first] as number);
      const extreme = countFrom(sorted, Math.abs(difference) - tolerance);
      const p = isExact ? extreme / ranges.length : (extreme + 1) / (ranges.length + 1);
      pairs.push({ first, second, difference: difference / queries, p, extreme });
    }
  }
  return { pairs, permutations: ranges.length, isExact, seed: seed >>> 0 };
}

/** How many values of an ascending list are at least `threshold`. */
function countFrom(sorted: Float64Array, threshold: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) >= threshold) high = middle;
    else low = middle + 1;
  }
  return sorted.length - low;
}

/** Largest minus smallest sum over systems for every combination of permutations within queries. */
function allRanges(columns: readonly Float64Array[], systems: number): number[] {
  const orders = permutationsOf(Array.from({ length: systems }, (_, i) => i));
  const ranges: number[] = [];
  const visit = (query: number, sums: readonly number[]) => {
    const column = columns[query];
    if (!column) {
      ranges.push(rangeOf(sums));
      return;
    }
    for (const order of orders)
      visit(
        query + 1,
        sums.map((sum, i) => sum + (column[order[i] as number] as number)),
      );
  };
  visit(0, new Array<number>(systems).fill(0));
  return ranges;
}

function sampledRanges(columns: readonly Float64Array[], systems: number, count: number, random: Random): number[] {
  const ranges: number[] = [];
  const sums = new Float64Array(systems);
  for (let b = 0; b < count; b++) {
    sums.fill(0);
    for (const column of columns) {
      // Shuffling the column in place is enough: the next shuffle starts from any order.
      for (let i = systems - 1; i >= 0; i--) {
        const j = random.int(i + 1);
        const value = column[j] as number;
        column[j] = column[i] as number;
        column[i] = value;
        sums[i] = (sums[i] as number) + value;
      }
    }
    ranges.push(rangeOf(sums));
  }
  return ranges;
}

const rangeOf = (sums: ArrayLike<number>): number => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < sums.length; i++) {
    low = Math.min(low, sums[i] as number);
    high = Math.max(high, sums[i] as number);
  }
  return high - low;
};

function permutationsOf(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutationsOf([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

const logFactorial = (n: number): number => {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
};
