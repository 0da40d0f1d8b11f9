import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { releasesSchema } from '@/lib/contracts/releases';

export const releasesQuery = () =>
  queryOptions({
    queryKey: ['releases'],
    queryFn: ({ signal }) => apiFetch(releasesSchema, '/api/releases', { signal }),
    refetchInterval: 10_000,
  });

/** All releases, newest first, and the version of the live pointer. */
export const useReleases = () => useQuery(releasesQuery());
