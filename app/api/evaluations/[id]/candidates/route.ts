import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { candidateFromCellSchema } from '@/lib/contracts/evaluations';
import { createdReleaseSchema } from '@/lib/contracts/releases';
import { createCandidateFromCell } from '@/lib/releases/create-candidate-from-cell';

export const POST = route({
  summary: 'Make a candidate from a cell',
  description:
    'Saves the configuration of the cell, creates a candidate release and attaches the evaluation, all or nothing.',
  errors: ['conflict'],
  params: idParams,
  body: candidateFromCellSchema,
  response: createdReleaseSchema,
  status: 201,
  example: { cell: 'id-of-an-embedder|id-of-a-reranker|60|10|1', reason: 'best cell of the grid' },
  handler: ({ actor, params, body }) => createCandidateFromCell(actor, params.id, body),
});
