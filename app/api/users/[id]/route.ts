import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { updateUser } from '@/lib/auth/people';
import { changeUserSchema } from '@/lib/contracts/users';

export const PATCH = route({
  summary: 'Change the role of a person, or switch the account off or on',
  description: 'The sessions of the person end.',

  params: idParams,
  body: changeUserSchema,
  handler: ({ actor, params, body }) => updateUser(actor, params.id, body),
});
