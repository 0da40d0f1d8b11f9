import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

/** Switches an application off: its keys end at once, its history stays. */
export function useArchiveApplication(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      apiFetch(undefined, `/api/applications/${encodeURIComponent(id)}/archive`, { method: 'POST', json: { reason } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['applications'] }),
  });
}
