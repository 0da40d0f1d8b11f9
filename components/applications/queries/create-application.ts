import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type CreateApplication, createdApplicationSchema } from '@/lib/contracts/applications';

/** Makes an application with its first key, which is shown once. */
export function useCreateApplication() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CreateApplication) =>
      apiFetch(createdApplicationSchema, '/api/applications', { method: 'POST', json: input }),
    onSuccess: () =>
      Promise.all(['applications', 'mixer'].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
