import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewStudyRecord } from '@/lib/api/view-study';
import { studyRecordSchema } from '@/lib/contracts/studies';

export const GET = route({
  summary: 'Read a study',
  description: 'While it is open: pooled counts and whether its stop is reached, never a direction.',
  params: idParams,
  response: studyRecordSchema,
  handler: ({ actor, params }) => viewStudyRecord(actor, params.id),
});
