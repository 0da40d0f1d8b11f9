import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { datasetRecordSchema } from '@/lib/contracts/datasets';

export const datasetQuery = (id: string) =>
  queryOptions({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) => apiFetch(datasetRecordSchema, `/api/datasets/${encodeURIComponent(id)}`, { signal }),
  });

/** One dataset with its versions and the report of its import. */
export const useDataset = (id: string) => useQuery(datasetQuery(id));
