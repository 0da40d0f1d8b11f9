import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

/** Takes a checkpoint out of the choices or puts it back. */
export function useArchiveCheckpoint(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isArchived: boolean) =>
      apiFetch(undefined, `/api/checkpoints/${encodeURIComponent(id)}/${isArchived ? 'archive' : 'restore'}`, {
        method: 'POST',
      }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['checkpoints'] }),
        client.invalidateQueries({ queryKey: ['checkpoint', id] }),
      ]),
  });
}
