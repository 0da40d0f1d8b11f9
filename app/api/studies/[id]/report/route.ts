import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewStudyReport } from '@/lib/api/view-study-report';
import { studyReportSchema } from '@/lib/contracts/study-report';

export const GET = route({
  summary: 'Read the report of a closed study',
  errors: ['conflict'],
  params: idParams,
  response: studyReportSchema,
  handler: ({ actor, params }) => viewStudyReport(actor, params.id),
});
