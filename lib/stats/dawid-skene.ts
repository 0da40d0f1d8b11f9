import { InvalidInput } from '@/lib/foundation/errors';
import { requireCounts } from './arguments';

export type DawidSkene = {
  /** probability of each class, by class */
  prevalences: number[];
  /** posterior of each unit's true class, [unit][class] */
  posteriors: number[][];
  /** P(judge says l | truth j), [judge][j][l]; a row of zeros when no unit of class j reached that judge */
  errorRates: number[][][];
  logLikelihood: number;
  iterations: number;
  hasConverged: boolean;
};

/**
 * Dawid and Skene's latent-class model: the true class of each unit and the error rates of each judge, without a key.
 *
 * @param counts  counts[unit][judge][class] = how often that judge gave that class to that unit; 0 when absent
 * @param maxIterations  upper bound of the EM steps
 * @throws {InvalidInput} if the table is empty or ragged, or a unit has no judgment at all
 *
 * EM from the shares of votes; stops when the log-likelihood moves by less than 1e-10 (Dawid and Skene, 1979, Applied
 * Statistics 28). In a preference study there may be no true class: show it beside the raw votes, never instead.
 */
export function dawidSkene(counts: readonly (readonly (readonly number[])[])[], maxIterations = 1000): DawidSkene {
  const { judges, classes } = requireTable(counts);
  let posteriors = counts.map((unit) => {
    const votes = Array.from({ length: classes }, (_, c) => unit.reduce((sum, row) => sum + (row[c] as number), 0));
    const total = votes.reduce((sum, vote) => sum + vote, 0);
    return votes.map((vote) => vote / total);
  });
  let previous = Number.NEGATIVE_INFINITY;
  for (let iterations = 1; ; iterations++) {
    const prevalences = mean(posteriors, classes);
    const errorRates = estimateErrorRates(counts, posteriors, judges, classes);
    const step = expectation(counts, prevalences, errorRates);
    posteriors = step.posteriors;
    const hasConverged = Math.abs(step.logLikelihood - previous) < 1e-10;
    if (hasConverged || iterations >= maxIterations) {
      return { prevalences, posteriors, errorRates, logLikelihood: step.logLikelihood, iterations, hasConverged };
    }
    previous = step.logLikelihood;
  }
}

function requireTable(counts: readonly (readonly (readonly number[])[])[]) {
  const judges = counts[0]?.length ?? 0;
  const classes = counts[0]?.[0]?.length ?? 0;
  for (const unit of counts) {
    if (unit.length !== judges || unit.some((row) => row.length !== classes)) {
      throw new InvalidInput('Every unit needs a row for every judge and a cell for every class.');
    }
    for (const count of unit.flat()) requireCounts({ 'A cell of the table': count });
    if (unit.flat().every((count) => count === 0)) throw new InvalidInput('Every unit needs at least one judgment.');
  }
  if (judges === 0 || classes === 0) throw new InvalidInput('The table of judgments is empty.');
  return { judges, classes };
}

const mean = (rows: readonly (readonly number[])[], width: number): number[] =>
  Array.from({ length: width }, (_, c) => rows.reduce((sum, row) => sum + (row[c] as number), 0) / rows.length);

function estimateErrorRates(
  counts: readonly (readonly (readonly number[])[])[],
  posteriors: readonly (readonly number[])[],
  judges: number,
  classes: number,
): number[][][] {
  return Array.from({ length: judges }, (_, k) =>
    Array.from({ length: classes }, (_, j) => {
      const row = new Array<number>(classes).fill(0);
      for (const [i, unit] of counts.entries()) {
        const weight = posteriors[i]?.[j] as number;
        for (let l = 0; l < classes; l++) row[l] = (row[l] as number) + weight * (unit[k]?.[l] as number);
      }
      const total = row.reduce((sum, value) => sum + value, 0);
      return total > 0 ? row.map((value) => value / total) : row;
    }),
  );
}

/** The E step in logarithms: a product over many judges would underflow. */
function expectation(
  counts: readonly (readonly (readonly number[])[])[],
  prevalences: readonly number[],
  errorRates: readonly (readonly (readonly number[])[])[],
): { posteriors: number[][]; logLikelihood: number } {
  let logLikelihood = 0;
  const posteriors = counts.map((unit) => {
    const logs = prevalences.map((prevalence, j) => {
      let sum = Math.log(prevalence);
      for (const [k, row] of unit.entries()) {
        for (const [l, count] of row.entries()) {
          if (count > 0) sum += count * Math.log(errorRates[k]?.[j]?.[l] as number);
        }
      }
      return sum;
    });
    const largest = Math.max(...logs);
    const scaled = logs.map((value) => Math.exp(value - largest));
    const total = scaled.reduce((sum, value) => sum + value, 0);
    logLikelihood += largest + Math.log(total);
    return scaled.map((value) => value / total);
  });
  return { posteriors, logLikelihood };
}
