import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';

/** Where a job is: what it is doing and how far it is. `total` 0 means that the end is not known. */
export type JobProgress = { phase: string; done: number; total: number; unit: string };

export type JobContext = {
  jobId: string;
  /** 1 for the first try */
  attempt: number;
  /** who asked for the work; the handler's use cases check the role again */
  actor: Actor;
  /** aborts when somebody cancels the job, when it lost its lease, or when the worker shuts down */
  signal: AbortSignal;
  /** Records progress; calls closer than half a second apart are merged. */
  progress(progress: JobProgress): Promise<void>;
  log(level: 'info' | 'warn' | 'error', message: string): Promise<void>;
};

/** What a job returns, kept with it; plain JSON. */
export type JobResult = Record<string, unknown>;

export type JobHandler<Payload> = (payload: Payload, context: JobContext) => Promise<JobResult>;

export type JobDefinition<Payload = unknown> = {
  kind: string;
  payload: z.ZodType<Payload>;
  /** tries in all, for failures that are not the caller's fault */
  maxAttempts: number;
  load(): Promise<{ handle: JobHandler<Payload> }>;
};

/** Declares a kind of job; the handler is imported only where jobs run. */
export const defineJob = <Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> => definition;
