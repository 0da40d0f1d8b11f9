import { route } from '@/lib/api/route';
import { importRun } from '@/lib/api/start-evaluation';
import { importRunSchema, storedEvaluationSchema } from '@/lib/contracts/evaluations';

export const POST = route({
  summary: 'Evaluate a run of another system',
  description: 'The upload holds one file: a TREC run or a CSV with query, document and score.',
  errors: ['not_found', 'payload_too_large'],
  body: importRunSchema,
  response: storedEvaluationSchema,
  status: 201,
  example: { uploadId: 'id-of-an-upload', versionId: 'id-of-a-dataset-version', split: 'test' },
  handler: ({ actor, body }) => importRun(actor, body),
});
