import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type RegisterRemote, registeredCheckpointSchema } from '@/lib/contracts/checkpoints';

/** Registers a model that another server computes, after the server tried it. */
export function useRegisterRemote() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: RegisterRemote) =>
      apiFetch(registeredCheckpointSchema, '/api/checkpoints/remote', { method: 'POST', json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['checkpoints'] }),
  });
}
