import { availableParallelism } from 'node:os';

/** Threads that compute models: one a core, because a second thread inside one operator costs more than it gives; at most 4. */
export const modelThreads = (): number => Math.min(4, Math.max(1, availableParallelism()));
