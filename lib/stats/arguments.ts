import { InvalidInput } from '@/lib/foundation/errors';

/** Refuses anything that is not a non-negative integer. @throws {InvalidInput} naming the argument */
export function requireCounts(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 0) throw new InvalidInput(`${name} must be a non-negative integer.`);
  }
}

/** Refuses anything outside the open interval (0, 1). @throws {InvalidInput} naming the argument */
export function requireOpenUnit(values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0 && value < 1)) throw new InvalidInput(`${name} must lie strictly between 0 and 1.`);
  }
}

/** Refuses anything that is not a finite number above 0. @throws {InvalidInput} naming the argument */
export function requirePositive(values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0 && Number.isFinite(value))) throw new InvalidInput(`${name} must be a finite number above 0.`);
  }
}

/** A closed interval of a share, difference or other parameter. */
export type Interval = { lower: number; upper: number };
