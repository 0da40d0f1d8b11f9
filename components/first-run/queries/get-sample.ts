import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { sampleStateSchema } from '@/lib/contracts/sample';

const pollMs = 3_000;

const sampleQuery = queryOptions({
  queryKey: ['sample'],
  queryFn: ({ signal }) => apiFetch(sampleStateSchema, '/api/sample', { signal }),
  refetchInterval: (query) => (query.state.data?.state === 'installing' ? pollMs : false),
});

/** Whether the sample is here; asked again while it is being installed. */
export const useSample = () => useQuery(sampleQuery);
