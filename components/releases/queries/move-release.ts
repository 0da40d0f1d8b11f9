import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { movedSchema, type Promote, type RollBack } from '@/lib/contracts/releases';

/** Whatever shows what is live. */
const touched = [
  'live',
  'releases',
  'release',
  'history',
  'mixer',
  'checkpoints',
  'applications',
  'application',
  'overview',
];

function useRefreshLive() {
  const client = useQueryClient();
  return () => Promise.all(touched.map((name) => client.invalidateQueries({ queryKey: [name] })));
}

/** Makes a release live; the gate runs again on the server. */
export function usePromote(id: string) {
  const refresh = useRefreshLive();
  return useMutation({
    mutationFn: (input: Promote) =>
      apiFetch(movedSchema, `/api/releases/${encodeURIComponent(id)}/promote`, { method: 'POST', json: input }),
    onSettled: refresh,
  });
}

/** Makes an earlier release, or one of its components, live again. */
export function useRollBack() {
  const refresh = useRefreshLive();
  return useMutation({
    mutationFn: (input: RollBack) => apiFetch(movedSchema, '/api/releases/rollback', { method: 'POST', json: input }),
    onSettled: refresh,
  });
}
