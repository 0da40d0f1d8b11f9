import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { attachVerdictSchema } from '@/lib/contracts/studies';
import { attachVerdict } from '@/lib/judging/attach-verdict';

export const POST = route({
  summary: 'Put the verdict before the gate of a release',
  params: idParams,
  body: attachVerdictSchema,
  handler: ({ actor, params, body }) => attachVerdict(actor, params.id, body.releaseId),
});
