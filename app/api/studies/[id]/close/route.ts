import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { studyVerdictSchema } from '@/lib/contracts/studies';
import { closeStudySchema } from '@/lib/contracts/study';
import { closeStudy } from '@/lib/judging/close-study';

export const POST = route({
  summary: 'Close and unblind a study',
  description: 'The only way to learn which side was which. It cannot be taken back.',
  params: idParams,
  body: closeStudySchema,
  response: studyVerdictSchema,
  example: { reason: 'all judged', confirmName: 'stage 3 against live' },
  handler: ({ actor, params, body }) => closeStudy(actor, params.id, body),
});
