import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type CreateRelease, createdReleaseSchema } from '@/lib/contracts/releases';

/** Makes a configuration a candidate release. */
export function useCreateRelease() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CreateRelease) =>
      apiFetch(createdReleaseSchema, '/api/releases', { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['releases'] }),
  });
}
