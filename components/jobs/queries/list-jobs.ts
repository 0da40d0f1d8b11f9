import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type JobState, jobsSchema } from '@/lib/contracts/jobs';
import { pollingPeriodMs } from '../job-stream-state';

export type JobFilter = { state?: JobState; kind?: string; subjectType?: string; subjectId?: string };

export const jobsQuery = (filter: JobFilter = {}) =>
  queryOptions({
    queryKey: ['jobs', filter],
    queryFn: ({ signal }) => apiFetch(jobsSchema, `/api/jobs?${new URLSearchParams(filter)}`, { signal }),
    refetchInterval: pollingPeriodMs,
  });

/** The newest jobs; kept fresh by the event stream, by polling where it is not open. */
export const useJobs = (filter?: JobFilter) => useQuery(jobsQuery(filter));
