import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { answerImportReportSchema, importAnswersSchema } from '@/lib/contracts/studies';
import { importAnswers } from '@/lib/judging/import-answers';

export const POST = route({
  summary: 'Import the answers of one arm',
  description: 'JSON Lines or CSV with `query_id` and `answer`, optionally `document_ids`.',
  maxBodyBytes: 80 * 1024 * 1024,
  params: idParams,
  body: importAnswersSchema,
  response: answerImportReportSchema,
  example: { arm: 'arm_a', content: '{"query_id":"1","answer":"Thirty days."}' },
  handler: ({ actor, params, body }) => importAnswers(actor, params.id, body.arm, body.content),
});
