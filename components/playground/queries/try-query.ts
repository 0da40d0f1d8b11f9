import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { playgroundAnswerSchema, type TryQuery } from '@/lib/contracts/playground';

const answerQuery = (input: TryQuery | undefined) =>
  queryOptions({
    queryKey: ['playground answer', input],
    queryFn: ({ signal }) =>
      apiFetch(playgroundAnswerSchema, '/api/playground', { method: 'POST', json: input, signal }),
    enabled: input !== undefined,
    // Asking again is the person's decision: the answer of a release does not change.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  });

/** One query to one side. */
export const useAnswer = (input: TryQuery | undefined) => useQuery(answerQuery(input));
