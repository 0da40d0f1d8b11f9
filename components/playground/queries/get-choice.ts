import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { playgroundChoiceSchema } from '@/lib/contracts/playground';

const choiceQuery = () =>
  queryOptions({
    queryKey: ['playground'],
    queryFn: ({ signal }) => apiFetch(playgroundChoiceSchema, '/api/playground', { signal }),
  });

/** What can be tried, over which corpora. */
export const usePlaygroundChoice = () => useQuery(choiceQuery());
