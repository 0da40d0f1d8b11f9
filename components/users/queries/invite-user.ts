import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type InviteUser, oneTimeLinkSchema } from '@/lib/contracts/users';

/** Invites a person; the answered link is shown once. */
export function useInviteUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: InviteUser) =>
      apiFetch(oneTimeLinkSchema, '/api/users/invite', { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}
