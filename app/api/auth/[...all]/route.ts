import { toNextJsHandler } from 'better-auth/next-js';
import { sessionAuth } from '@/lib/auth/session-auth';

/** Sign in, sign out and the session cookie, by better-auth. */
const handler = (request: Request) => sessionAuth().handler(request);

export const { GET, POST } = toNextJsHandler({ handler });
