import { InvalidInput, Uncomputable } from '@/lib/foundation/errors';
import { requireCounts } from './arguments';

export type BradleyTerry = {
  /** ln strength of each item, geometric mean of the strengths 1 */
  logStrengths: number[];
  /** standard error of ln strength minus that of the reference item; 0 for the reference */
  standardErrors: number[];
  /** index of the reference item of the standard errors: the last one */
  reference: number;
  logLikelihood: number;
  /** against the model in which every pair has its own probability, on `degreesOfFreedom` */
  deviance: number;
  degreesOfFreedom: number;
  /** whether half a win each way was added to every compared pair because no finite maximum exists without */
  isRegularised: boolean;
};

/**
 * Bradley-Terry strengths of more than two arms from their pairwise wins: P(i beats j) = s_i / (s_i + s_j).
 *
 * @param wins  square matrix, wins[i][j] = how often i beat j; non-negative; the diagonal is ignored
 * @throws {InvalidInput} if the matrix is not square or has a negative entry
 * @throws {Uncomputable} if the comparisons fall into groups that never met: their strengths have no common scale
 *
 * Minorise-maximise step s_i <- W_i / sum_j N_ij / (s_i + s_j) until no ln s moves by 1e-12 (Hunter, 2004). A finite
 * maximum exists only if every item can be reached from every other by "beat" (Ford, 1957); else half a win each way is
 * added to each compared pair, and the result says so. Standard errors from the inverse information matrix.
 */
export function bradleyTerry(wins: readonly (readonly number[])[]): BradleyTerry {
  const items = wins.length;
  if (items < 2 || wins.some((row) => row.length !== items)) {
    throw new InvalidInput('Wins must be a square matrix of at least two items.');
  }
  for (const row of wins) for (const count of row) requireWins(count);
  const compared = wins.map((row, i) => row.map((count, j) => i !== j && count + at(wins, j, i) > 0));
  if (!isReachable(compared, 0)) {
    throw new Uncomputable('Some arms were never compared with the others, directly or through a third.');
  }
  const isRegularised = !isStronglyConnected(wins);
  const counts = wins.map((row, i) =>
    row.map((count, j) => (i === j ? 0 : count + (isRegularised && at(compared, i, j) ? 0.5 : 0))),
  );
  const logStrengths = maximise(counts);
  const { logLikelihood, deviance, pairs } = goodnessOfFit(counts, logStrengths);
  return {
    logStrengths,
    standardErrors: standardErrors(counts, logStrengths),
    reference: items - 1,
    logLikelihood,
    deviance,
    degreesOfFreedom: pairs - (items - 1),
    isRegularised,
  };
}

/** Strength on the scale that chess made familiar: 400 points are ten to one. */
export const eloScale = (logStrength: number): number => (400 / Math.LN10) * logStrength;

/** Reads one cell; the callers stay inside the matrix. */
const at = <T>(matrix: readonly (readonly T[])[], i: number, j: number): T => matrix[i]?.[j] as T;

function requireWins(count: number): void {
  // Halves are allowed for callers that count a tie as half a win each way.
  requireCounts({ 'Twice a number of wins': count * 2 });
}

/** Whether every item can be reached from `start` along the edges of the matrix. */
function isReachable(edges: readonly (readonly boolean[])[], start: number): boolean {
  const seen = new Set([start]);
  const queue = [start];
  for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
    for (const [to, isEdge] of (edges[from] ?? []).entries()) {
      if (isEdge && !seen.has(to)) {
        seen.add(to);
        queue.push(to);
      }
    }
  }
  return seen.size === edges.length;
}

function isStronglyConnected(wins: readonly (readonly number[])[]): boolean {
  const beats = wins.map((row) => row.map((count) => count > 0));
  const isBeatenBy = wins.map((_, i) => wins.map((row) => (row[i] as number) > 0));
  return isReachable(beats, 0) && isReachable(isBeatenBy, 0);
}

function maximise(counts: readonly (readonly number[])[]): number[] {
  const items = counts.length;
  let strengths = new Array<number>(items).fill(1);
  const total = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  for (let step = 0; step < 100_000; step++) {
    const raw = strengths.map((own, i) => {
      let weight = 0;
      for (let j = 0; j < items; j++) {
        if (j !== i) weight += (at(counts, i, j) + at(counts, j, i)) / (own + (strengths[j] as number));
      }
      return (total[i] as number) / weight;
    });
    const centre = Math.exp(raw.reduce((sum, s) => sum + Math.log(s), 0) / items);
    const next = raw.map((s) => s / centre);
    const moved = Math.max(...next.map((s, i) => Math.abs(Math.log(s / (strengths[i] as number)))));
    strengths = next;
    if (moved < 1e-12) break;
  }
  return strengths.map(Math.log);
}

function goodnessOfFit(counts: readonly (readonly number[])[], logStrengths: readonly number[]) {
  let logLikelihood = 0;
  let saturated = 0;
  let pairs = 0;
  for (let i = 0; i < counts.length; i++) {
    for (let j = 0; j < counts.length; j++) {
      const won = at(counts, i, j);
      const met = won + at(counts, j, i);
      if (i < j && met > 0) pairs++;
      if (won === 0) continue;
      logLikelihood -= won * Math.log1p(Math.exp((logStrengths[j] as number) - (logStrengths[i] as number)));
      saturated += won * Math.log(won / met);
    }
  }
  return { logLikelihood, deviance: 2 * (saturated - logLikelihood), pairs };
}

function standardErrors(counts: readonly (readonly number[])[], logStrengths: readonly number[]): number[] {
  const free = counts.length - 1;
  const information = Array.from({ length: free }, () => new Array<number>(free).fill(0));
  for (let i = 0; i < free; i++) {
    for (let j = 0; j <= free; j++) {
      if (i === j) continue;
      const met = at(counts, i, j) + at(counts, j, i);
      const p = 1 / (1 + Math.exp((logStrengths[j] as number) - (logStrengths[i] as number)));
      const value = met * p * (1 - p);
      const row = information[i] as number[];
      row[i] = (row[i] as number) + value;
      if (j < free) row[j] = (row[j] as number) - value;
    }
  }
  return [...invertedDiagonal(information).map(Math.sqrt), 0];
}

/** Diagonal of the inverse of a symmetric positive definite matrix, by Gauss-Jordan elimination. */
function invertedDiagonal(matrix: readonly (readonly number[])[]): number[] {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let pivot = 0; pivot < size; pivot++) {
    const pivotRow = work[pivot] as number[];
    const scale = pivotRow[pivot] as number;
    for (let c = 0; c < 2 * size; c++) pivotRow[c] = (pivotRow[c] as number) / scale;
    for (const [r, row] of work.entries()) {
      const factor = row[pivot] as number;
      if (r === pivot || factor === 0) continue;
      for (let c = 0; c < 2 * size; c++) row[c] = (row[c] as number) - factor * (pivotRow[c] as number);
    }
  }
  return work.map((row, i) => row[size + i] as number);
}
