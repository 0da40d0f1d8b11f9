import { z } from 'zod';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewApplicationRecord } from '@/lib/api/view-application';
import { applicationRecordSchema, changeApplicationSchema } from '@/lib/contracts/applications';
import { updateApplication } from '@/lib/releases/applications';

export const GET = route({
  summary: 'Read an application with its traffic',

  params: idParams,
  query: z.object({ days: z.coerce.number().int().min(1).max(365).default(30) }),
  response: applicationRecordSchema,
  handler: ({ actor, params, query }) => viewApplicationRecord(actor, params.id, query.days),
});

export const PATCH = route({
  summary: 'Change instruction, corpus or operating point of an application',

  params: idParams,
  body: changeApplicationSchema,
  handler: ({ actor, params, body }) => updateApplication(actor, params.id, body),
});
