import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { jobRecordSchema } from '@/lib/contracts/jobs';

const periodMs = 2_000;

export const trainingLogQuery = (jobId: string, isLive: boolean) =>
  queryOptions({
    queryKey: ['job', jobId],
    queryFn: ({ signal }) => apiFetch(jobRecordSchema, `/api/jobs/${encodeURIComponent(jobId)}`, { signal }),
    refetchInterval: isLive ? periodMs : false,
  });

/** The job of a training with its last log lines. */
export const useTrainingLog = (jobId: string, isLive: boolean) => useQuery(trainingLogQuery(jobId, isLive));
