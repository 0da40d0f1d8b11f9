import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { createdKeySchema } from '@/lib/contracts/keys';

/** Makes an own operator key, or a key for an application. */
export function useCreateKey(applicationId?: string) {
  const client = useQueryClient();
  const path = applicationId ? `/api/applications/${encodeURIComponent(applicationId)}/keys` : '/api/keys';
  return useMutation({
    mutationFn: (name: string) => apiFetch(createdKeySchema, path, { method: 'POST', json: { name } }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['keys'] }),
        client.invalidateQueries({ queryKey: ['application'] }),
      ]),
  });
}
