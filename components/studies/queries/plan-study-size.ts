import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type StudySizeQuery, studySizeSchema } from '@/lib/contracts/studies';

const studySizeQuery = (plan: StudySizeQuery) =>
  queryOptions({
    queryKey: ['study-size', plan],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams(Object.entries(plan).map(([name, value]) => [name, String(value)]));
      return apiFetch(studySizeSchema, `/api/studies/size?${search}`, { signal });
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How many queries a study needs. */
export const useStudySize = (plan: StudySizeQuery) => useQuery(studySizeQuery(plan));
