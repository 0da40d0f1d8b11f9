import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { corpusDocumentSchema } from '@/lib/contracts/datasets';

export const documentQuery = (corpusHash: string, documentId: string) =>
  queryOptions({
    queryKey: ['document', corpusHash, documentId],
    queryFn: ({ signal }) =>
      apiFetch(
        corpusDocumentSchema,
        `/api/corpora/${encodeURIComponent(corpusHash)}/documents/${encodeURIComponent(documentId)}`,
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** One whole document. */
export const useDocument = (corpusHash: string, documentId: string) => useQuery(documentQuery(corpusHash, documentId));
