import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { judgmentsSchema } from '@/lib/contracts/datasets';

const judgmentsQuery = (datasetId: string, queryId: string) =>
  queryOptions({
    queryKey: ['qrels', datasetId, queryId],
    queryFn: ({ signal }) =>
      apiFetch(
        judgmentsSchema,
        `/api/datasets/${encodeURIComponent(datasetId)}/queries/${encodeURIComponent(queryId)}`,
        { signal },
      ),
  });

/** The judged documents of one query. */
export const useQrels = (datasetId: string, queryId: string) => useQuery(judgmentsQuery(datasetId, queryId));
