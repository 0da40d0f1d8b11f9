import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { liveSchema } from '@/lib/contracts/live';

export const liveQuery = () =>
  queryOptions({
    queryKey: ['live'],
    queryFn: ({ signal }) => apiFetch(liveSchema, '/api/live', { signal }),
    staleTime: 2_000,
    refetchInterval: 5_000,
  });

/** What is live and how it is; asked every five seconds while the page is visible. */
export const useLive = () => useQuery(liveQuery());
