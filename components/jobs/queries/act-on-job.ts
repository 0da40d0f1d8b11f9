import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

export type JobAction = 'cancel' | 'retry' | 'pause' | 'resume';

/** Cancels, retries, pauses or resumes a job. */
export function useActOnJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, action }: { id: string; action: JobAction }) =>
      apiFetch(undefined, `/api/jobs/${encodeURIComponent(id)}/${action}`, { method: 'POST' }),
    onSettled: (_data, _error, { id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['jobs'] }),
        client.invalidateQueries({ queryKey: ['job', id] }),
      ]),
  });
}
