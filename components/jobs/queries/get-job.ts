import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { jobRecordSchema } from '@/lib/contracts/jobs';
import { isOver } from '../job-words';

const logPeriodMs = 2_000;

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => apiFetch(jobRecordSchema, `/api/jobs/${encodeURIComponent(id)}`, { signal }),
    // Log lines are asked for while it runs; the state itself arrives by the event stream.
    refetchInterval: (query) => (query.state.data && isOver(query.state.data.state) ? false : logPeriodMs),
  });

/** One job with its log. */
export const useJob = (id: string | undefined) => useQuery({ ...jobQuery(id ?? ''), enabled: id !== undefined });
