import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { addJudgesSchema } from '@/lib/contracts/studies';
import { addJudges } from '@/lib/judging/study-judges';

export const POST = route({
  summary: 'Add judges to a study',
  params: idParams,
  body: addJudgesSchema,
  handler: ({ actor, params, body }) => addJudges(actor, params.id, body.userIds),
});
