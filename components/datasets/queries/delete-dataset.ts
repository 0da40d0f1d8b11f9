import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { deletedDatasetSchema } from '@/lib/contracts/datasets';

/** Deletes a dataset with its versions, and the corpora that nothing else stands on. */
export function useDeleteDataset(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => apiFetch(deletedDatasetSchema, `/api/datasets/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['datasets'] }),
  });
}
