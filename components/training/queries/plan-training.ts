import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { plannedTrainingSchema, type StartTraining } from '@/lib/contracts/trainings';

/** What a training would cost; nothing is started. Asked while the choice is complete. */
export const useTrainingPlan = (choice: StartTraining | undefined) =>
  useQuery({
    queryKey: ['training-plan', choice],
    queryFn: ({ signal }) =>
      apiFetch(plannedTrainingSchema, '/api/trainings/plan', { method: 'POST', json: choice, signal }),
    enabled: choice !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
