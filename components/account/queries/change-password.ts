import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ChangePassword } from '@/lib/contracts/account';

/** Sets a new own password; other sessions end. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ChangePassword) =>
      apiFetch(undefined, '/api/account/password', { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['account'] }),
  });
}
