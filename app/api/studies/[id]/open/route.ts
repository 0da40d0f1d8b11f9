import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { openedStudySchema } from '@/lib/contracts/studies';
import { openStudy } from '@/lib/judging/open-study';

export const POST = route({
  summary: 'Open a study for its judges',
  description: 'Freezes it and publishes the commitment to its secret sides.',
  params: idParams,
  response: openedStudySchema,
  handler: ({ actor, params }) => openStudy(actor, params.id),
});
