import { route } from '@/lib/api/route';
import { readActorNames } from '@/lib/api/view-actor';
import { listInvitations } from '@/lib/auth/account';
import { listUsers } from '@/lib/auth/people';
import { usersSchema } from '@/lib/contracts/users';

export const GET = route({
  summary: 'List people and open invitations',
  response: usersSchema,

  handler: async ({ actor }) => {
    const [users, invitations] = await Promise.all([listUsers(actor), listInvitations(actor)]);
    const nameOf = await readActorNames(invitations.map((invitation) => invitation.createdBy));
    return usersSchema.parse(
      JSON.parse(
        JSON.stringify({
          users: users.map(({ sessions, ...user }) => ({ ...user, seenAt: sessions[0]?.updatedAt ?? null })),
          invitations: invitations.map((invitation) => ({ ...invitation, createdBy: nameOf(invitation.createdBy) })),
        }),
      ),
    );
  },
});
