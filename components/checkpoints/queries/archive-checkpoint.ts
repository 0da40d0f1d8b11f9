import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

/** Takes a checkpoint out of the choices with a reason, or puts it back. */
export function useArchiveCheckpoint(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { isArchived: true; reason: string } | { isArchived: false }) =>
      input.isArchived
        ? apiFetch(undefined, `/api/checkpoints/${encodeURIComponent(id)}/archive`, { method: 'POST', json: { reason: input.reason } })
        : apiFetch(undefined, `/api/checkpoints/${encodeURIComponent(id)}/restore`, { method: 'POST' }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['checkpoints'] }), client.invalidateQueries({ queryKey: ['checkpoint', id] })]),
  });
}
