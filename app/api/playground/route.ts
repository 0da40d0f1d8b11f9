import { route } from '@/lib/api/route';
import { answerTryQuery, viewPlayground } from '@/lib/api/view-playground';
import { playgroundAnswerSchema, playgroundChoiceSchema, tryQuerySchema } from '@/lib/contracts/playground';

export const GET = route({
  summary: 'Read what can be tried',
  response: playgroundChoiceSchema,

  handler: async ({ actor }) => playgroundChoiceSchema.parse(await viewPlayground(actor)),
});

export const POST = route({
  summary: 'Try a query on one side',
  description: 'A release as it is, or a configuration that exists only in this request.',

  body: tryQuerySchema,
  response: playgroundAnswerSchema,
  example: {
    query: 'my landlord keeps the deposit',
    corpusHash: 'hash-of-a-corpus',
    side: { kind: 'release', releaseId: 'id-of-a-release' },
  },
  handler: ({ actor, body, signal }) => answerTryQuery(actor, body, signal),
});
