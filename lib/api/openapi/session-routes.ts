import { z } from 'zod';
import { signInSchema } from '@/lib/contracts/account';
import type { MixstageError } from '@/lib/foundation/errors';
import type { RouteContract } from '../describe-route';
import { statusOf } from '../problem';

const user = z.object({ id: z.string(), email: z.string(), name: z.string() });

/** Errors as better-auth answers them. */
export const sessionErrorSchema = z.object({ message: z.string(), code: z.string().optional() });
export const sessionError = (error: MixstageError): Response =>
  Response.json({ message: error.message }, { status: statusOf[error.code].status });

/** The requests of better-auth that this product uses; its own handler answers them, so their contracts stand here. */
export const sessionRoutes: readonly { path: string; method: string; contract: RouteContract }[] = [
  {
    path: '/api/auth/sign-in/email',
    method: 'POST',
    contract: {
      summary: 'Sign in with e-mail address and password',
      description:
        'Sets the session cookie. A wrong pair answers 401, too many tries 429. Programs use an operator key instead.',
      isOpen: true,
      errors: ['unauthenticated', 'overloaded'],
      onError: sessionError,
      body: signInSchema,
      response: z.object({ redirect: z.boolean(), token: z.string(), user }),
    },
  },
  {
    path: '/api/auth/sign-out',
    method: 'POST',
    contract: {
      summary: 'End this session',
      isOpen: true,
      onError: sessionError,
      response: z.object({ success: z.boolean() }),
    },
  },
  {
    path: '/api/auth/get-session',
    method: 'GET',
    contract: {
      summary: 'Read this session',
      description: 'Answers `null` without one.',
      isOpen: true,
      response: z.object({ session: z.object({ id: z.string(), expiresAt: z.string() }), user }).nullable(),
    },
  },
];
