import { z } from 'zod';

/** The `[id]` of a path. */
export const idParams = z.object({ id: z.string().min(1).max(200) });
