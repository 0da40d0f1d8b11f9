import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { removedSampleSchema } from '@/lib/contracts/sample';

/** Takes the sample away; every list may have changed. */
export function useRemoveSample() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => apiFetch(removedSampleSchema, '/api/sample', { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries(),
  });
}
