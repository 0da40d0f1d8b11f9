import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type StartTraining, startedTrainingSchema } from '@/lib/contracts/trainings';

/** Starts a training as a job. */
export function useStartTraining() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: StartTraining) =>
      apiFetch(startedTrainingSchema, '/api/trainings', { method: 'POST', json: choice }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['trainings'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]),
  });
}
