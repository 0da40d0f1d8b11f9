import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import type { CandidateFromCell } from '@/lib/contracts/evaluations';
import { createdReleaseSchema } from '@/lib/contracts/releases';

/** Makes the configuration of a cell a candidate release with the evaluation as its evidence. */
export function useCreateCandidate(evaluationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CandidateFromCell) =>
      apiFetch(createdReleaseSchema, `/api/evaluations/${encodeURIComponent(evaluationId)}/candidates`, {
        method: 'POST',
        json: input,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['releases'] }),
  });
}
