import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { Routing } from '@/lib/contracts/applications';

/** Pins an application to a release, gives a canary a share, or neither. */
export function useSetRouting(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (routing: Routing) =>
      apiFetch(undefined, `/api/applications/${encodeURIComponent(id)}/routing`, { method: 'PUT', json: routing }),
    onSuccess: () =>
      Promise.all(
        ['applications', 'application', 'releases', 'release'].map((name) =>
          client.invalidateQueries({ queryKey: [name] }),
        ),
      ),
  });
}
