import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type ImportRun, type StartComparison, storedEvaluationSchema } from '@/lib/contracts/evaluations';

function useStore<Input>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => apiFetch(storedEvaluationSchema, path, { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['evaluations'] }),
  });
}

/** Evaluates an uploaded run of another system. */
export const useImportRun = () => useStore<ImportRun>('/api/evaluations/runs');
/** Compares two evaluated rows. */
export const useStartComparison = () => useStore<StartComparison>('/api/comparisons');
