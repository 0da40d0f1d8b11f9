import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { documentPageSchema } from '@/lib/contracts/datasets';

export type PageRequest = { search: string; skip: number; take: number };
export const pageSearch = ({ search, skip, take }: PageRequest) =>
  new URLSearchParams({ skip: String(skip), take: String(take), ...(search ? { search } : {}) });

const documentsQuery = (corpusHash: string, page: PageRequest) =>
  queryOptions({
    queryKey: ['documents', corpusHash, page],
    queryFn: ({ signal }) =>
      apiFetch(documentPageSchema, `/api/corpora/${encodeURIComponent(corpusHash)}/documents?${pageSearch(page)}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A page of the documents of a corpus. A corpus never changes, so what was read stays fresh. */
export const useDocuments = (corpusHash: string, page: PageRequest) => useQuery(documentsQuery(corpusHash, page));
