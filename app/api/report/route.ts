import { route } from '@/lib/api/route';
import { viewReport } from '@/lib/api/view-report';
import { reportSchema } from '@/lib/contracts/report';

export const GET = route({
  summary: 'Read the report for stakeholders',
  description: 'What is live, how good it is by release, the last grid and study, traffic, and who approved what.',
  response: reportSchema,
  handler: ({ actor }) => viewReport(actor),
});
