import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { evaluationSchema } from '@/lib/contracts/evaluations';

export const evaluationQuery = (id: string) =>
  queryOptions({
    queryKey: ['evaluation', id],
    queryFn: ({ signal }) => apiFetch(evaluationSchema, `/api/evaluations/${encodeURIComponent(id)}`, { signal }),
    enabled: id !== '',
  });

/** One evaluation with everything it found. */
export const useEvaluation = (id: string) => useQuery(evaluationQuery(id));
