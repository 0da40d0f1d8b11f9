import { cookies } from 'next/headers';
import { route } from '@/lib/api/route';
import { changeAccount, getAccount } from '@/lib/auth/account';
import { accountSchema, changeAccountSchema } from '@/lib/contracts/account';

export const GET = route({
  summary: 'Read the own account',

  response: accountSchema,
  handler: async ({ actor, request }) => {
    const { user, currentSessionId } = await getAccount(actor, request.headers);
    return accountSchema.parse(
      JSON.parse(
        JSON.stringify({
          ...user,
          sessions: user.sessions.map((session) => ({
            ...session,
            isCurrent: session.id === currentSessionId,
            seenAt: session.updatedAt,
          })),
        }),
      ),
    );
  },
});

export const PATCH = route({
  summary: 'Change the own name or language',

  body: changeAccountSchema,
  handler: async ({ actor, body }) => {
    await changeAccount(actor, body);
    if (body.locale)
      (await cookies()).set('mixstage_locale', body.locale, { path: '/', maxAge: 31_536_000, sameSite: 'lax' });
  },
});
