/** One line of a bench: a figure, the limit it should keep, and how it was measured. */
export type BenchRow = {
  name: string;
  /** null when it could not be measured here; `how` then says why */
  value: number | boolean | null;
  unit: string;
  /** in words, for example `at most 1.18`; null for a figure without a goal */
  limit: string | null;
  /** null without a limit or without a value */
  isMet: boolean | null;
  how: string;
};

/** What a suite is given. */
export type SuiteContext = {
  /** small sizes: shows that the suite works, its figures mean little */
  isQuick: boolean;
  /** folder with `data/` and `models/`; it may be absent */
  materialDir: string;
  /** where peers are installed, kept between benches */
  peersDir: string;
  /** an empty folder of this suite, removed afterwards */
  workDir: string;
  /** a line that belongs to the figures and stands above them */
  remark(text: string): void;
  /** a line for the person who waits */
  progress(text: string): void;
};

/** One suite: it runs in a process of its own that does nothing else. */
export type Suite = {
  summary: string;
  /** whether it needs a database; it gets an empty one of its own, in another process */
  usesDatabase: boolean;
  /** runs only when it is named */
  isLong?: boolean;
  run(context: SuiteContext): Promise<BenchRow[]>;
};

/** A figure that should be at most `limit`. */
export const atMost = (name: string, value: number, limit: number, unit: string, how: string): BenchRow => ({
  name,
  value,
  unit,
  limit: `at most ${limit}`,
  isMet: value <= limit,
  how,
});

/** A figure that should be at least `limit`. */
export const atLeast = (name: string, value: number, limit: number, unit: string, how: string): BenchRow => ({
  name,
  value,
  unit,
  limit: `at least ${limit}`,
  isMet: value >= limit,
  how,
});

/** Something that must be so, or the figures beside it count for nothing. */
export const mustHold = (name: string, value: boolean, how: string): BenchRow => ({
  name,
  value,
  unit: '',
  limit: 'yes',
  isMet: value,
  how,
});

/** A figure without a goal. */
export const figure = (name: string, value: number, unit: string, how: string): BenchRow => ({
  name,
  value,
  unit,
  limit: null,
  isMet: null,
  how,
});

/** What could not be measured here, and why. */
export const skipped = (name: string, why: string): BenchRow => ({
  name,
  value: null,
  unit: '',
  limit: null,
  isMet: null,
  how: why,
});
