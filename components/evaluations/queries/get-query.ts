import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { evaluationQuerySchema } from '@/lib/contracts/evaluations';
import { type Rows, rowsInAddress } from './get-queries';

const resultsQuery = (id: string, queryId: string, rows: Rows) =>
  queryOptions({
    queryKey: ['evaluation', id, 'query', queryId, rows.row, rows.against ?? ''],
    queryFn: ({ signal }) =>
      apiFetch(
        evaluationQuerySchema,
        `/api/evaluations/${encodeURIComponent(id)}/queries/${encodeURIComponent(queryId)}?${rowsInAddress(rows)}`,
        { signal },
      ),
  });

/** The result lists of one query. */
export const useEvaluationQuery = (id: string, queryId: string, rows: Rows) =>
  useQuery(resultsQuery(id, queryId, rows));
