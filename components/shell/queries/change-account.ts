import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ChangeAccount } from '@/lib/contracts/account';

/** Changes the own name or language; the language is kept with the person and in a cookie. */
export function useChangeAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ChangeAccount) => apiFetch(undefined, '/api/account', { method: 'PATCH', json: change }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['account'] }),
  });
}
