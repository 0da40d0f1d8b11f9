import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { mixerSchema } from '@/lib/contracts/releases';

const buildingPeriodMs = 3_000;

export const mixerQuery = () =>
  queryOptions({
    queryKey: ['mixer'],
    queryFn: ({ signal }) => apiFetch(mixerSchema, '/api/mixer', { signal }),
    refetchInterval: (query) =>
      query.state.data?.components.some((component) => component.indexes.some((index) => index.state === 'building'))
        ? buildingPeriodMs
        : false,
  });

/** What can be mixed into a release. */
export const useMixer = () => useQuery(mixerQuery());
