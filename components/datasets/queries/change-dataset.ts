import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ChangeDataset } from '@/lib/contracts/datasets';

/** Changes name, description or instruction; the content of a dataset never changes. */
export function useChangeDataset(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ChangeDataset) =>
      apiFetch(undefined, `/api/datasets/${encodeURIComponent(id)}`, { method: 'PATCH', json: change }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['datasets'] }),
        client.invalidateQueries({ queryKey: ['dataset', id] }),
      ]),
  });
}
