import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { importJudgmentsSchema, judgmentImportReportSchema } from '@/lib/contracts/studies';
import { importJudgments } from '@/lib/judging/import-judgments';

export const POST = route({
  summary: 'Import judgments made elsewhere',
  description:
    'JSON Lines or CSV with `query_id` and `outcome`, optionally `judge` and `stratum`. The study can then only be closed.',
  maxBodyBytes: 40 * 1024 * 1024,
  params: idParams,
  body: importJudgmentsSchema,
  response: judgmentImportReportSchema,
  example: { content: '{"query_id":"1","outcome":"challenger","judge":"a"}' },
  handler: ({ actor, params, body }) => importJudgments(actor, params.id, body.content),
});
