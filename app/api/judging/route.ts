import { route } from '@/lib/api/route';
import { viewJudgingStudies } from '@/lib/api/view-judging';
import { judgingStudiesSchema } from '@/lib/contracts/judging';

export const GET = route({
  summary: 'List the studies I may judge in',
  description: 'A study has a number here and no name: names tend to name arms.',
  response: judgingStudiesSchema,
  handler: ({ actor }) => viewJudgingStudies(actor),
});
