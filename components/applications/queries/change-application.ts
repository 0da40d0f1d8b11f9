import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ChangeApplication } from '@/lib/contracts/applications';

/** Changes name, instruction, corpus or operating point. */
export function useChangeApplication(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ChangeApplication) =>
      apiFetch(undefined, `/api/applications/${encodeURIComponent(id)}`, { method: 'PATCH', json: change }),
    onSuccess: () =>
      Promise.all(
        ['applications', 'application', 'mixer'].map((name) => client.invalidateQueries({ queryKey: [name] })),
      ),
  });
}
