import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { ImportDataset } from '@/lib/contracts/datasets';
import { startedJobSchema } from '@/lib/contracts/jobs';

/** Starts the import of an upload as a job. */
export function useImportDataset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ImportDataset) =>
      apiFetch(startedJobSchema, '/api/datasets/import', { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
}
