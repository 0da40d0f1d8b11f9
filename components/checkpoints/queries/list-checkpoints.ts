import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { checkpointsSchema } from '@/lib/contracts/checkpoints';

export const checkpointsQuery = () =>
  queryOptions({
    queryKey: ['checkpoints'],
    queryFn: ({ signal }) => apiFetch(checkpointsSchema, '/api/checkpoints', { signal }),
  });

/** All registered checkpoints, archived ones included. */
export const useCheckpoints = () => useQuery(checkpointsQuery());
