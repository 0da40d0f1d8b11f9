import type { ErrorCode, ErrorDetails } from '@/lib/foundation/errors';
import type { StageName } from '../recipe';
import type { TrainingEvent } from '../training-ports';

/** Training process to its parent. */
export type FromTraining =
  | { type: 'event'; event: TrainingEvent }
  | { type: 'finished'; stage: StageName }
  | { type: 'done'; cpuSeconds: number }
  | { type: 'failed'; error: { code: ErrorCode; message: string; details: ErrorDetails } };

/** Parent to training process. */
export type ToTraining = { type: 'stop' };
