import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { studyItemsSchema } from '@/lib/contracts/studies';

type Page = { state: string; search: string; skip: number; take: number };

const studyItemsQuery = (id: string, page: Page) =>
  queryOptions({
    queryKey: ['study', id, 'items', page],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({ skip: String(page.skip), take: String(page.take) });
      if (page.state) search.set('state', page.state);
      if (page.search) search.set('search', page.search);
      return apiFetch(studyItemsSchema, `/api/studies/${encodeURIComponent(id)}/items?${search}`, { signal });
    },
    placeholderData: keepPreviousData,
  });

/** A page of the questions of a study. */
export const useStudyItems = (id: string, page: Page) => useQuery(studyItemsQuery(id, page));
