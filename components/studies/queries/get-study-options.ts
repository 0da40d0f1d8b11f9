import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { studyOptionsSchema } from '@/lib/contracts/studies';

const studyOptionsQuery = () =>
  queryOptions({
    queryKey: ['study-options'],
    queryFn: ({ signal }) => apiFetch(studyOptionsSchema, '/api/studies/options', { signal }),
  });

/** What a study can be made of. */
export const useStudyOptions = () => useQuery(studyOptionsQuery());
