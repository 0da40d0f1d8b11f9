import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

/** Deletes an index that no release needs. */
export function useDeleteIndex() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      apiFetch(undefined, `/api/indexes/${encodeURIComponent(id)}`, { method: 'DELETE', json: { reason } }),
    onSuccess: () => Promise.all(['indexes', 'mixer'].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
