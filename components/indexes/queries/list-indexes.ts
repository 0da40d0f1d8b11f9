import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { indexesSchema } from '@/lib/contracts/indexes';

const buildingPeriodMs = 2_000;

export const indexesQuery = () =>
  queryOptions({
    queryKey: ['indexes'],
    queryFn: ({ signal }) => apiFetch(indexesSchema, '/api/indexes', { signal }),
    refetchInterval: (query) =>
      query.state.data?.indexes.some((index) => index.state === 'building') ? buildingPeriodMs : false,
  });

/** All indexes, and what could be built. */
export const useIndexes = () => useQuery(indexesQuery());
