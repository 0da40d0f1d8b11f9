import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { checkpointRecordSchema } from '@/lib/contracts/checkpoints';

export const checkpointQuery = (id: string) =>
  queryOptions({
    queryKey: ['checkpoint', id],
    queryFn: ({ signal }) => apiFetch(checkpointRecordSchema, `/api/checkpoints/${encodeURIComponent(id)}`, { signal }),
    enabled: id !== '',
  });

/** One checkpoint with its files, lineage and checks. */
export const useCheckpoint = (id: string) => useQuery(checkpointQuery(id));
