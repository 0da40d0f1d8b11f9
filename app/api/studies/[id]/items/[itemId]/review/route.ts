import { z } from 'zod';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { reviewItemSchema } from '@/lib/contracts/studies';
import { reviewItem } from '@/lib/judging/review-item';

export const POST = route({
  summary: 'Allow or exclude a question that was set aside',
  params: idParams.extend({ itemId: z.string().min(1).max(200) }),
  body: reviewItemSchema,
  handler: ({ actor, params, body }) => reviewItem(actor, params.id, params.itemId, body.decision),
});
