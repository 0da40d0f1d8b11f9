import { useMutation } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type ChooseWorkspace, sampleStateSchema } from '@/lib/contracts/sample';

/** Begins with the sample or with nothing. */
export const useChooseWorkspace = () =>
  useMutation({
    mutationFn: (body: ChooseWorkspace) => apiFetch(sampleStateSchema, '/api/sample', { method: 'POST', json: body }),
  });
