import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

export type TrainingAction = 'pause' | 'resume' | 'cancel' | 'retry';

/** Pauses, resumes, cancels or tries again, through the job of the training. */
export function useActOnTraining(jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: TrainingAction) =>
      apiFetch(undefined, `/api/jobs/${encodeURIComponent(jobId)}/${action}`, { method: 'POST' }),
    onSettled: () =>
      Promise.all(['trainings', 'training', 'jobs', 'job'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
