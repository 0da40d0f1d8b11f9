import { z } from 'zod';

/** The error body of all our own routes (RFC 9457, application/problem+json). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string().optional(),
  hint: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  blockers: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
