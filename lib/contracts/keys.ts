import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';

export const apiKeySchema = z.object({
  id: z.string(),
  kind: z.enum(['application', 'operator']),
  name: z.string(),
  /** the readable beginning */
  prefix: z.string(),
  /** the application that calls with it, or the person who uses the console API with it */
  owner: z.object({ id: z.string(), name: z.string(), slug: z.string().nullable() }),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  expiresAt: momentSchema.nullable(),
  revokedAt: momentSchema.nullable(),
  lastUsedAt: momentSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** `GET /api/keys` */
export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema) });

/** `POST /api/keys` (own operator key) and `POST /api/applications/:id/keys`. */
export const createKeySchema = z.object({ name: z.string().trim().min(1).max(120) });

/** The secret is answered once. `DELETE /api/keys/:id` -> 204 revokes at once. */
export const createdKeySchema = z.object({ id: z.string(), secret: z.string(), prefix: z.string() });
export type CreatedKey = z.infer<typeof createdKeySchema>;
