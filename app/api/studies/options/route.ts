import { route } from '@/lib/api/route';
import { viewStudyOptions } from '@/lib/api/study-options';
import { studyOptionsSchema } from '@/lib/contracts/studies';

export const GET = route({
  summary: 'Read what a study can be made of',
  response: studyOptionsSchema,
  handler: ({ actor }) => viewStudyOptions(actor),
});
