import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { evaluationsSchema } from '@/lib/contracts/evaluations';

export const evaluationsQuery = () =>
  queryOptions({
    queryKey: ['evaluations'],
    queryFn: ({ signal }) => apiFetch(evaluationsSchema, '/api/evaluations', { signal }),
  });

/** The newest evaluations of every kind. */
export const useEvaluations = () => useQuery(evaluationsQuery());
