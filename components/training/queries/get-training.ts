import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { trainingRecordSchema } from '@/lib/contracts/trainings';
import { isTrainingOver } from '../training-words';

const periodMs = 2_000;

export const trainingQuery = (id: string) =>
  queryOptions({
    queryKey: ['training', id],
    queryFn: ({ signal }) => apiFetch(trainingRecordSchema, `/api/trainings/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data && isTrainingOver(query.state.data.state) ? false : periodMs),
  });

/** One training with its curves, live while it is not over. */
export const useTraining = (id: string) => useQuery(trainingQuery(id));
