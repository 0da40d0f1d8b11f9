import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewStudyItems } from '@/lib/api/view-study-items';
import { studyItemsQuerySchema, studyItemsSchema } from '@/lib/contracts/studies';

export const GET = route({
  summary: 'List the questions of a study',
  description: 'Answers are with them before the study opens and after it closed, not in between.',
  params: idParams,
  query: studyItemsQuerySchema,
  response: studyItemsSchema,
  handler: ({ actor, params, query }) => viewStudyItems(actor, params.id, query),
});
