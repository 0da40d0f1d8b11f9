import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { datasetsSchema } from '@/lib/contracts/datasets';

export const datasetsQuery = () =>
  queryOptions({
    queryKey: ['datasets'],
    queryFn: ({ signal }) => apiFetch(datasetsSchema, '/api/datasets', { signal }),
  });

/** All datasets with their current version. */
export const useDatasets = () => useQuery(datasetsQuery());
