import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { applicationsSchema } from '@/lib/contracts/applications';

export const applicationsQuery = () =>
  queryOptions({
    queryKey: ['applications'],
    queryFn: ({ signal }) => apiFetch(applicationsSchema, '/api/applications', { signal }),
  });

/** The consumers of the backbone. */
export const useApplications = () => useQuery(applicationsQuery());
