import { useMutation } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { type AcceptLink, acceptedLinkSchema } from '@/lib/contracts/account';

/** Uses a one-time link: makes an account or sets a new password. */
export const useAcceptLink = () =>
  useMutation({
    mutationFn: (input: AcceptLink) => apiFetch(acceptedLinkSchema, '/api/join', { method: 'POST', json: input }),
  });
