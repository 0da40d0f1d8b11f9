import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';

export const jobStateSchema = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobState = z.infer<typeof jobStateSchema>;

/** `total` 0 means that the end is not known; `etaS` null that it cannot be told yet. */
export const jobProgressSchema = z.object({
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
  etaS: z.number().nullable().optional(),
  elapsedS: z.number().optional(),
});

export const jobSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: jobStateSchema,
  subjectType: z.string().nullable(),
  subjectId: z.string().nullable(),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  cancelRequested: z.boolean(),
  pauseRequested: z.boolean(),
  progress: jobProgressSchema.nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).nullable(),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  startedAt: momentSchema.nullable(),
  finishedAt: momentSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** `GET /api/jobs?state&kind&subjectType&subjectId`, newest first, at most 200. */
export const jobFilterSchema = z.object({
  state: jobStateSchema.optional(),
  kind: z.string().max(100).optional(),
  subjectType: z.string().max(100).optional(),
  subjectId: z.string().max(200).optional(),
});
export const jobsSchema = z.object({ jobs: z.array(jobSchema) });

export const jobLogSchema = z.object({
  id: z.number().int(),
  at: momentSchema,
  level: z.string(),
  message: z.string(),
});

/**
 * `GET /api/jobs/:id` with its last 500 log lines. `POST /api/jobs/:id/cancel`, `/retry`, `/pause`, `/resume` -> 204.
 *
 * `GET /api/jobs/stream?id` (server-sent events): event `job` with a `jobSchema` for every change of any job (or of the one
 * named by `id`), first the running and queued ones; with `id` also event `log` with a `jobLogSchema`; a comment line
 * every 15 s keeps the connection.
 */
export const jobRecordSchema = jobSchema.extend({ logs: z.array(jobLogSchema) });
export type JobRecord = z.infer<typeof jobRecordSchema>;

/** What a request that starts long work answers. */
export const startedJobSchema = z.object({ jobId: z.string() });
