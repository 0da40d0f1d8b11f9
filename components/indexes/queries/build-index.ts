import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type BuildIndex, builtIndexSchema } from '@/lib/contracts/indexes';

/** Starts the job that embeds a corpus; a finished index is left as it is. */
export function useBuildIndex() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: BuildIndex) => apiFetch(builtIndexSchema, '/api/indexes', { method: 'POST', json: input }),
    onSuccess: () =>
      Promise.all(['indexes', 'mixer', 'jobs'].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
