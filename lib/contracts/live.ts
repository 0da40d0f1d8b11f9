import { z } from 'zod';
import { momentSchema } from './actor';
import { componentRefSchema, operatingPointSchema } from './configuration';

/** `GET /api/live`, for every signed-in person but annotators: what serves now, and how it is. Asked every few seconds: keep it cheap. */
export const liveSchema = z.object({
  release: z
    .object({
      id: z.string(),
      number: z.number().int(),
      embedders: z.array(componentRefSchema),
      reranker: componentRefSchema.nullable(),
      hasBm25: z.boolean(),
      operatingPoint: operatingPointSchema,
      since: momentSchema,
    })
    .nullable(),
  /** `failing`: a host of the live release is down or restarting */
  health: z.enum(['healthy', 'loading', 'failing', 'unknown']),
});
export type Live = z.infer<typeof liveSchema>;
