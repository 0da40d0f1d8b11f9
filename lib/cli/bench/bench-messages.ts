import type { ErrorCode, ErrorDetails } from '@/lib/foundation/errors';
import type { BenchRow, SuiteContext } from './bench-row';

/** The command tells the process of a suite what to run. */
export type ToSuite = { suite: string; context: Omit<SuiteContext, 'remark' | 'progress'> };

/** The process of a suite answers with remarks, then with rows or a failure. */
export type FromSuite =
  | { type: 'remark'; text: string }
  | { type: 'progress'; text: string }
  | { type: 'rows'; rows: BenchRow[] }
  | { type: 'failed'; error: { code: ErrorCode; message: string; details: ErrorDetails } };
