import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { sendJudgment } from '@/lib/api/view-judging';
import { sendJudgmentSchema, sentJudgmentSchema } from '@/lib/contracts/judging';

export const POST = route({
  summary: 'Send a judgment',
  description: 'The same key with the same content is answered the same way, however often it is sent.',
  params: idParams,
  body: sendJudgmentSchema,
  response: sentJudgmentSchema,
  example: { token: 'token-of-the-pair', choice: 'left', durationMs: 12000, idempotencyKey: '0123456789abcdef' },
  handler: ({ actor, params, body }) => sendJudgment(actor, params.id, body),
});
