import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';
import { operatingPointSchema } from './configuration';
import { apiKeySchema } from './keys';

const releaseRefSchema = z.object({ id: z.string(), number: z.number().int() });

export const applicationSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  instruction: z.string(),
  corpus: z.object({ hash: z.string(), name: z.string(), documentCount: z.number().int() }).nullable(),
  operatingPoint: operatingPointSchema,
  /** pinned: only this release answers; canary: it answers the share of sticky keys */
  pinned: releaseRefSchema.nullable(),
  canary: z.object({ release: releaseRefSchema, percent: z.number() }).nullable(),
  isSample: z.boolean(),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  archivedAt: momentSchema.nullable(),
  /** of the last seven days */
  recent: z.object({
    requests: z.number().int(),
    failures: z.number().int(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  }),
});
export type Application = z.infer<typeof applicationSchema>;

/** `GET /api/applications` */
export const applicationsSchema = z.object({ applications: z.array(applicationSchema) });

/** The stages of the pipeline whose time is counted. */
export const pipelineStageSchema = z.enum(['tokenize', 'embed', 'search', 'rerank', 'total']);
export type PipelineStage = z.infer<typeof pipelineStageSchema>;

/** `GET /api/applications/:id?days=30` */
export const applicationRecordSchema = applicationSchema.extend({
  keys: z.array(apiKeySchema),
  days: z.array(
    z.object({
      day: z.iso.date(),
      requests: z.number().int(),
      failures: z.number().int(),
      byRelease: z.array(z.object({ releaseId: z.string(), number: z.number().int(), requests: z.number().int() })),
    }),
  ),
  latency: z.array(
    z.object({
      stage: pipelineStageSchema,
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
      p99Ms: z.number().nullable(),
    }),
  ),
});
export type ApplicationRecord = z.infer<typeof applicationRecordSchema>;

const settings = {
  name: z.string().trim().min(1).max(120),
  instruction: z.string().max(2_000),
  corpusHash: z.string().nullable(),
  budget: z.number().int().min(1).max(1_000),
  depth: z.number().int().min(1).max(200),
};

/** `POST /api/applications` -> `createdApplicationSchema`; the first key is made with it and shown once. */
export const createApplicationSchema = z.object({
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,60}$/)
    .optional(),
  ...settings,
});
export type CreateApplication = z.infer<typeof createApplicationSchema>;
export const createdApplicationSchema = z.object({
  id: z.string(),
  slug: z.string(),
  key: z.object({ id: z.string(), secret: z.string(), prefix: z.string() }),
});
export type CreatedApplication = z.infer<typeof createdApplicationSchema>;

/** `PATCH /api/applications/:id` -> 204. `POST /api/applications/:id/archive` `{ reason }` -> 204, its keys end. */
export const changeApplicationSchema = z.object(settings).partial();
export type ChangeApplication = z.infer<typeof changeApplicationSchema>;

/** `PUT /api/applications/:id/routing` -> 204: a pin, a canary, or neither. */
export const routingSchema = z.object({
  pinnedReleaseId: z.string().nullable(),
  canary: z.object({ releaseId: z.string(), percent: z.number().min(0).max(100) }).nullable(),
  reason: z.string().trim().min(3).max(1_000),
});
export type Routing = z.infer<typeof routingSchema>;
