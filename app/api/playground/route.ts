import { route } from '@/lib/api/route';
import { answerTryQuery, viewPlayground } from '@/lib/api/view-playground';
import { playgroundAnswerSchema, playgroundChoiceSchema, tryQuerySchema } from '@/lib/contracts/playground';

export const GET = route({
  handler: async ({ actor }) => playgroundChoiceSchema.parse(await viewPlayground(actor)),
});

export const POST = route({
  body: tryQuerySchema,
  response: playgroundAnswerSchema,
  handler: ({ actor, body, signal }) => answerTryQuery(actor, body, signal),
});
