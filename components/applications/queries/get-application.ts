import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { applicationRecordSchema } from '@/lib/contracts/applications';

export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: ['application', id],
    queryFn: ({ signal }) =>
      apiFetch(applicationRecordSchema, `/api/applications/${encodeURIComponent(id)}?days=30`, { signal }),
  });

/** One application with its keys, its traffic and its latencies. */
export const useApplication = (id: string) => useQuery(applicationQuery(id));
