import { z } from 'zod';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { archiveApplication } from '@/lib/releases/applications';

export const POST = route({
  summary: 'Archive an application; its keys end',

  params: idParams,
  body: z.object({ reason: z.string().trim().min(3).max(1000) }),
  handler: ({ actor, params, body }) => archiveApplication(actor, params.id, body.reason),
});
