import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { apiFetch } from '@/lib/api/browser-client';
import type { SignIn } from '@/lib/contracts/account';

/** Signs in with e-mail address and password; the session is a cookie. */
export const useSignIn = () =>
  useMutation({
    mutationFn: (input: SignIn) => apiFetch(z.unknown(), '/api/auth/sign-in/email', { method: 'POST', json: input }),
  });
