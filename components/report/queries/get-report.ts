import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { reportSchema } from '@/lib/contracts/report';

const reportQuery = queryOptions({
  queryKey: ['report'],
  queryFn: ({ signal }) => apiFetch(reportSchema, '/api/report', { signal }),
});

/** Everything that the report tells. */
export const useReport = () => useQuery(reportQuery);
