import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { evaluationQueriesSchema } from '@/lib/contracts/evaluations';

export type Rows = { row: string; against?: string | undefined };

export const rowsInAddress = ({ row, against }: Rows): string =>
  new URLSearchParams({ row, ...(against === undefined ? {} : { against }) }).toString();

const queriesQuery = (id: string, rows: Rows) =>
  queryOptions({
    queryKey: ['evaluation', id, 'queries', rows.row, rows.against ?? ''],
    queryFn: ({ signal }) =>
      apiFetch(evaluationQueriesSchema, `/api/evaluations/${encodeURIComponent(id)}/queries?${rowsInAddress(rows)}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });

/** Every query of one row with its values. */
export const useEvaluationQueries = (id: string, rows: Rows) => useQuery(queriesQuery(id, rows));
