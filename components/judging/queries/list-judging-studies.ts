import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { judgingStudiesSchema } from '@/lib/contracts/judging';

const judgingStudiesQuery = () =>
  queryOptions({
    queryKey: ['judging'],
    queryFn: ({ signal }) => apiFetch(judgingStudiesSchema, '/api/judging', { signal }),
    staleTime: 0,
  });

/** The studies this person may judge in. */
export const useJudgingStudies = () => useQuery(judgingStudiesQuery());
