import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

/** Deletes a training that is over, with its work folder. */
export function useDeleteTraining(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      apiFetch(undefined, `/api/trainings/${encodeURIComponent(id)}`, { method: 'DELETE', json: { reason } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['trainings'] }),
  });
}
