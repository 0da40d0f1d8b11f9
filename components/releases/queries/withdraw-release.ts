import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

/** Decides that a candidate must not become live. */
export function useWithdrawRelease(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      apiFetch(undefined, `/api/releases/${encodeURIComponent(id)}/withdraw`, { method: 'POST', json: { reason } }),
    onSuccess: () => Promise.all(['releases', 'release'].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
