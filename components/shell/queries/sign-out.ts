import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { apiFetch } from '@/lib/api/browser-client';

/** Ends this session. */
export const useSignOut = () =>
  useMutation({ mutationFn: () => apiFetch(z.unknown(), '/api/auth/sign-out', { method: 'POST', json: {} }) });
