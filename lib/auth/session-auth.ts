import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { randomToken } from '@/lib/foundation/random';

/** Passwords have at least this many characters; the longest is bounded because hashing is costly. */
export const passwordLength = { min: 10, max: 128 } as const;

const secretFile = () => path.join(env().dataDir, 'auth-secret');

/**
 * Makes sure that the secret which signs session cookies exists: MIXSTAGE_SECRET, else a file in the data folder that only
 * its owner may read. Nodes that share a database must share MIXSTAGE_SECRET.
 */
export async function ensureAuthSecret(): Promise<void> {
  if (env().MIXSTAGE_SECRET) return;
  await mkdir(env().dataDir, { recursive: true, mode: 0o700 });
  try {
    await writeFile(secretFile(), randomToken(32), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/**
 * Whether a request comes from a page of this console: its Origin names the host it was sent to, or an allowed origin.
 * A cookie of ours never travels to another host name, so this also holds behind a proxy that keeps the Host header.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get('origin');
  if (!origin) return false;
  try {
    const { host } = new URL(origin);
    return (
      host === headers.get('host') ||
      host === new URL(env().baseUrl).host ||
      env().MIXSTAGE_ALLOWED_ORIGINS.includes(origin)
    );
  } catch {
    return false;
  }
}

function create() {
  const settings = env();
  return betterAuth({
    secret: settings.MIXSTAGE_SECRET ?? readFileSync(secretFile(), 'utf8'),
    baseURL: settings.baseUrl,
    basePath: '/api/auth',
    database: prismaAdapter(db(), { provider: 'postgresql' }),
    telemetry: { enabled: false },
    logger: { level: 'error' },
    trustedOrigins: async (request) => {
      const headers = request?.headers;
      const origin = headers?.get('origin');
      return headers && origin && isOwnOrigin(headers) ? [origin] : [];
    },
    emailAndPassword: {
      enabled: true,
      // People are invited; nobody signs up.
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    session: { expiresIn: 60 * 60 * 24 * 7, updateAge: 60 * 60 * 24 },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false, defaultValue: 'stakeholder' },
        locale: { type: 'string', required: false, input: false },
        isActive: { type: 'boolean', required: true, input: false, defaultValue: true },
      },
    },
    advanced: { useSecureCookies: settings.baseUrl.startsWith('https://'), cookiePrefix: 'mixstage' },
    rateLimit: { enabled: settings.MIXSTAGE_RATE_LIMIT && settings.NODE_ENV === 'production' },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await db().user.findUnique({ where: { id: session.userId } });
            if (!user?.isActive)
              throw new APIError('FORBIDDEN', { message: 'This account is switched off. Ask an admin.' });
          },
        },
      },
    },
  });
}

type SessionAuth = ReturnType<typeof create>;
const holder = globalThis as typeof globalThis & { mixstageAuth?: SessionAuth };

/** The session service of this process; `ensureAuthSecret` must have run. */
export function sessionAuth(): SessionAuth {
  holder.mixstageAuth ??= create();
  return holder.mixstageAuth;
}

/** Forgets the service, for tests that change the database or the environment. */
export function resetSessionAuth(): void {
  holder.mixstageAuth = undefined;
}
