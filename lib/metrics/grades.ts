import { InvalidInput } from '@/lib/foundation/errors';

/**
 * The judged documents of one query and their grades. A document that is not listed is unjudged. A negative grade means
 * "in the pool but not judged", as trec_eval reads it, and counts exactly like a document that is not listed.
 */
export type Grades = ReadonlyMap<string, number>;

/** Grades by query id. */
export type Qrels = ReadonlyMap<string, Grades>;

/** The lowest grade that counts as relevant for binary measures, unless a dataset or a measure says otherwise. */
export const defaultRelevantFrom = 1;

/** @throws {InvalidInput} unless the threshold is finite and above 0: an unjudged document must never count as relevant */
export function checkRelevantFrom(relevantFrom: number): void {
  if (!Number.isFinite(relevantFrom) || relevantFrom <= 0) {
    throw new InvalidInput(`The lowest relevant grade must be a number above 0, not ${relevantFrom}.`);
  }
}

/** @throws {InvalidInput} unless the cutoff is a positive integer; ranks start at 1 */
export function checkCutoff(k: number): void {
  if (!Number.isSafeInteger(k) || k < 1) throw new InvalidInput(`A cutoff must be a positive whole number, not ${k}.`);
}
