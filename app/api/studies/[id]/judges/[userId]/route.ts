import { z } from 'zod';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { removeJudge } from '@/lib/judging/study-judges';

export const DELETE = route({
  summary: 'Take a judge out of a study',
  description: 'What they judged stays and counts.',
  params: idParams.extend({ userId: z.string().min(1).max(200) }),
  handler: ({ actor, params }) => removeJudge(actor, params.id, params.userId),
});
