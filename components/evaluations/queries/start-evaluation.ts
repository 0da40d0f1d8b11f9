import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { StartAdviceInput } from '@/lib/contracts/advice';
import type { StartComponentInput } from '@/lib/contracts/evaluations';
import type { StartGridInput } from '@/lib/contracts/grid';
import { startedJobSchema } from '@/lib/contracts/jobs';
import type { StartOperatingPointInput } from '@/lib/contracts/operating-points';

function useStart<Input>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => apiFetch(startedJobSchema, path, { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
}

/** Queues a stage grid. */
export const useStartGrid = () => useStart<StartGridInput>('/api/grids');
/** Asks the advisor. */
export const useStartAdvice = () => useStart<StartAdviceInput>('/api/advice');
/** Queues a component evaluation. */
export const useStartComponent = () => useStart<StartComponentInput>('/api/evaluations');
/** Queues the measurement of operating points. */
export const useStartOperatingPoint = () => useStart<StartOperatingPointInput>('/api/operating-points');
