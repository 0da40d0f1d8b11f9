import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { studiesSchema } from '@/lib/contracts/studies';

const studiesQuery = () =>
  queryOptions({ queryKey: ['studies'], queryFn: ({ signal }) => apiFetch(studiesSchema, '/api/studies', { signal }) });

/** All studies, newest first. */
export const useStudies = () => useQuery(studiesQuery());
