import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { releaseRecordSchema } from '@/lib/contracts/releases';

export const releaseQuery = (id: string) =>
  queryOptions({
    queryKey: ['release', id],
    queryFn: ({ signal }) => apiFetch(releaseRecordSchema, `/api/releases/${encodeURIComponent(id)}`, { signal }),
    enabled: id !== '',
    refetchInterval: 10_000,
  });

/** One release with its gate as it stands now. */
export const useRelease = (id: string) => useQuery(releaseQuery(id));
