import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';

export const auditEntrySchema = z.object({
  seq: z.number().int(),
  at: momentSchema,
  actor: actorRefSchema,
  action: z.string(),
  subjectType: z.string().nullable(),
  subjectId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** `GET /api/audit?action&actor&subjectType&subjectId&before&limit`, newest first. */
export const auditFilterSchema = z.object({
  action: z.string().max(100).optional(),
  actor: z.string().max(200).optional(),
  subjectType: z.string().max(100).optional(),
  subjectId: z.string().max(200).optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  /** all entries of the chain, not only the filtered ones */
  total: z.number().int(),
  /** hand it back as `before` for older entries; null at the end */
  nextBefore: z.number().int().nullable(),
  /** what can be filtered by */
  actions: z.array(z.string()),
  actors: z.array(actorRefSchema),
});

/** `POST /api/audit/verify`: the whole chain recomputed. */
export const auditCheckSchema = z.discriminatedUnion('isIntact', [
  z.object({ isIntact: z.literal(true), entries: z.number().int(), headHash: z.string() }),
  z.object({
    isIntact: z.literal(false),
    entries: z.number().int(),
    brokenAtSeq: z.number().int(),
    reason: z.string(),
  }),
]);
export type AuditCheck = z.infer<typeof auditCheckSchema>;
