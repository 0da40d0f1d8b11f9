import { route } from '@/lib/api/route';
import { getAccount } from '@/lib/auth/account';
import { changePassword } from '@/lib/auth/people';
import { changePasswordSchema } from '@/lib/contracts/account';

export const POST = route({
  summary: 'Change the own password',
  description: 'Every other session ends.',

  body: changePasswordSchema,
  handler: async ({ actor, body, request }) => {
    const { currentSessionId } = await getAccount(actor, request.headers);
    await changePassword(actor, { ...body, keepSessionId: currentSessionId });
  },
});
