import { z } from 'zod';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { withdrawRelease } from '@/lib/releases/withdraw-release';

export const POST = route({
  summary: 'Withdraw a candidate for good',

  params: idParams,
  body: z.object({ reason: z.string().trim().min(3).max(1000) }),
  handler: ({ actor, params, body }) => withdrawRelease(actor, params.id, body.reason),
});
