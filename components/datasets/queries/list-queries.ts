import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { queryPageSchema } from '@/lib/contracts/datasets';
import { type PageRequest, pageSearch } from './list-documents';

const queriesQuery = (datasetId: string, page: PageRequest & { split: string }) =>
  queryOptions({
    queryKey: ['queries', datasetId, page],
    queryFn: ({ signal }) => {
      const search = pageSearch(page);
      if (page.split) search.set('split', page.split);
      return apiFetch(queryPageSchema, `/api/datasets/${encodeURIComponent(datasetId)}/queries?${search}`, { signal });
    },
    placeholderData: keepPreviousData,
  });

/** A page of the queries of a dataset. */
export const useQueries = (datasetId: string, page: PageRequest & { split: string }) =>
  useQuery(queriesQuery(datasetId, page));
