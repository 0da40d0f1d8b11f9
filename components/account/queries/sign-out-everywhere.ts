import { useMutation } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';

/** Ends every session of this person, this one included. */
export const useSignOutEverywhere = () =>
  useMutation({ mutationFn: () => apiFetch(undefined, '/api/account/sign-out-everywhere', { method: 'POST' }) });
