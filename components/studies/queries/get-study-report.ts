import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { studyReportSchema } from '@/lib/contracts/study-report';

const studyReportQuery = (id: string) =>
  queryOptions({
    queryKey: ['study', id, 'report'],
    queryFn: ({ signal }) => apiFetch(studyReportSchema, `/api/studies/${encodeURIComponent(id)}/report`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The frozen report of a closed study. */
export const useStudyReport = (id: string) => useQuery(studyReportQuery(id));
