import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewGuesses } from '@/lib/api/view-judging';
import { guessesSchema } from '@/lib/contracts/judging';
import { recordGuessSchema } from '@/lib/contracts/study';
import { recordGuess } from '@/lib/judging/study-progress';

export const GET = route({
  summary: 'Read the pairs I am asked about at the end',
  params: idParams,
  response: guessesSchema,
  handler: ({ actor, params }) => viewGuesses(actor, params.id),
});

export const POST = route({
  summary: 'Guess which side was the new one',
  params: idParams,
  body: recordGuessSchema,
  handler: ({ actor, body }) => recordGuess(actor, body.token, body.guess),
});
