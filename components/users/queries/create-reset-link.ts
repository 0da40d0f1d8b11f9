import { useMutation } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { oneTimeLinkSchema } from '@/lib/contracts/users';

/** A link with which a person sets a new password. */
export const useCreateResetLink = () =>
  useMutation({
    mutationFn: (id: string) =>
      apiFetch(oneTimeLinkSchema, `/api/users/${encodeURIComponent(id)}/reset-link`, { method: 'POST' }),
  });
