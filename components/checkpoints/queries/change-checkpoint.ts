import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ChangeCheckpoint } from '@/lib/contracts/checkpoints';

/** Changes name or note; everything else of a checkpoint is immutable. */
export function useChangeCheckpoint(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ChangeCheckpoint) =>
      apiFetch(undefined, `/api/checkpoints/${encodeURIComponent(id)}`, { method: 'PATCH', json: change }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['checkpoints'] }),
        client.invalidateQueries({ queryKey: ['checkpoint', id] }),
      ]),
  });
}
