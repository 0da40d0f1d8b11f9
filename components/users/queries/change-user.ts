import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ChangeUser } from '@/lib/contracts/users';

/** Changes a role, or switches an account off or on. */
export function useChangeUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: ChangeUser }) =>
      apiFetch(undefined, `/api/users/${encodeURIComponent(id)}`, { method: 'PATCH', json: change }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}
