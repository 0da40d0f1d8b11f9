import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { trainingsSchema } from '@/lib/contracts/trainings';
import { isTrainingOver } from '../training-words';

const periodMs = 4_000;

export const trainingsQuery = () =>
  queryOptions({
    queryKey: ['trainings'],
    queryFn: ({ signal }) => apiFetch(trainingsSchema, '/api/trainings', { signal }),
    refetchInterval: (query) =>
      query.state.data?.trainings.some((training) => !isTrainingOver(training.state)) ? periodMs : false,
  });

/** All trainings, and what can be chosen for a new one; asked again while one is not over. */
export const useTrainings = () => useQuery(trainingsQuery());
