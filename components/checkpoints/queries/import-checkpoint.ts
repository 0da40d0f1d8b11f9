import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ImportCheckpoint } from '@/lib/contracts/checkpoints';
import { startedJobSchema } from '@/lib/contracts/jobs';

/** Starts the import of an upload as a job. */
export function useImportCheckpoint() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ImportCheckpoint) =>
      apiFetch(startedJobSchema, '/api/checkpoints/import', { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
}
