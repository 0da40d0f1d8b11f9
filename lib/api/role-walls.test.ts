import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type Role, roles, systemActor } from '@/lib/auth/actor';
import { createUser } from '@/lib/auth/one-time-links';
import { ensureAuthSecret, resetSessionAuth, sessionAuth } from '@/lib/auth/session-auth';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { resetEnv } from '@/lib/foundation/env';
import { setLogSink } from '@/lib/foundation/log';

type Handler = ((request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>) & {
  contract?: { body?: z.ZodType; query?: z.ZodType; isOpen?: boolean };
};

const modules = import.meta.glob<Record<string, Handler>>('../../app/**/route.ts');
const origin = 'http://localhost:3000';
const password = 'correct horse battery';

/** Everybody who is signed in. */
const everybody: readonly Role[] = roles;
const operators: readonly Role[] = ['admin', 'operator'];
const readers: readonly Role[] = ['admin', 'operator', 'stakeholder'];

/**
 * Who may use which route; the first line that matches decides. A new route that no line names fails the test. The use
 * cases enforce this; the table only says what they must.
 */
const walls: [pattern: RegExp, allowed: readonly Role[]][] = [
  [/ \/api\/account/, everybody],
  [/ \/api\/users/, ['admin']],
  [
    /^GET \/api\/(live|releases|releases\/\[id\]|releases\/history|datasets.*|corpora.*|checkpoints.*|applications.*)$/,
    readers,
  ],
  [/^POST \/api\/checkpoints\/\[id\]\/verify$/, readers],
  [/^GET \/api\/evaluations\/choice$/, operators],
  [/^GET \/api\/(evaluations|grids|report).*/, readers],
  // Whether the workspace is a sample is shown to everybody; studies are listed without what they found.
  [/^GET \/api\/sample$/, everybody],
  [/^GET \/api\/studies(\/size)?$/, readers],
  [/ \/api\/judging/, ['annotator']],
  [/^GET \/api\/studies\/\[id\]\/report/, readers],
  [/^GET \/api\/(overview|first-run|sample).*/, readers],
  [
    / \/api\/(keys|audit|jobs|mixer|releases|applications|playground|indexes|datasets|uploads|checkpoints|trainings|evaluations|grids|advice|operating-points|comparisons|studies|sample|first-run|overview|runs)/,
    operators,
  ],
];

/** Routes of applications (their own keys) and those that answer everybody. */
const isOutside = (name: string): boolean => !name.includes(' /api/') || name.includes('/api/auth/');

/** A value that a contract accepts, as far as it can be made from its JSON schema; what is made need not exist. */
function sampleOf(schema: unknown): unknown {
  const node = schema as {
    type?: string;
    const?: unknown;
    enum?: unknown[];
    anyOf?: unknown[];
    oneOf?: unknown[];
    items?: unknown;
    required?: string[];
    properties?: Record<string, unknown>;
    minimum?: number;
    exclusiveMinimum?: number;
    minLength?: number;
    format?: string;
    minItems?: number;
    pattern?: string;
  };
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  const choice = node.anyOf ?? node.oneOf;
  if (choice) return sampleOf(choice[0]);
  if (node.type === 'object')
    return Object.fromEntries((node.required ?? []).map((key) => [key, sampleOf(node.properties?.[key])]));
  if (node.type === 'array') return Array.from({ length: node.minItems ?? 0 }, () => sampleOf(node.items));
  if (node.type === 'number' || node.type === 'integer')
    return Math.max(node.minimum ?? 0, (node.exclusiveMinimum ?? -1) + 1);
  if (node.type === 'boolean') return false;
  if (node.type === 'null') return null;
  if (node.format === 'email') return 'a@example.org';
  if (node.format === 'uri') return 'https://example.org';
  if (node.format === 'date-time') return '2026-01-01T00:00:00Z';
  return 'x'.repeat(Math.max(node.minLength ?? 1, 3));
}

describe('role walls', () => {
  let test: TestDatabase;
  let dataDir: string;
  const cookies = new Map<Role, string>();

  beforeAll(async () => {
    setLogSink(() => undefined);
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-walls-'));
    vi.stubEnv('MIXSTAGE_DATA_DIR', dataDir);
    vi.stubEnv('MIXSTAGE_BASE_URL', origin);
    resetEnv();
    test = await createTestDatabase();
    await ensureAuthSecret();
    resetSessionAuth();
    for (const role of roles) {
      await createUser(systemActor(), { email: `${role}@example.org`, name: role, role, password });
      const response = await sessionAuth().handler(
        new Request(`${origin}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin, host: 'localhost:3000' },
          body: JSON.stringify({ email: `${role}@example.org`, password }),
        }),
      );
      cookies.set(
        role,
        response.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; '),
      );
    }
  });
  afterAll(async () => {
    await test.close();
    await rm(dataDir, { recursive: true });
    vi.unstubAllEnvs();
    resetEnv();
  });

  async function call(name: string, handler: Handler, role: Role | undefined): Promise<number> {
    const [method = 'GET', route = '/'] = name.split(' ');
    const query = handler.contract?.query
      ? sampleOf(z.toJSONSchema(handler.contract.query, { io: 'input', unrepresentable: 'any' }))
      : {};
    const search = new URLSearchParams(
      Object.entries(query as Record<string, unknown>).map(([key, value]) => [key, String(value)]),
    );
    const params = Object.fromEntries(
      [...route.matchAll(/\[(?:\.\.\.)?(\w+)\]/g)].map((match) => [match[1] as string, 'nothing-here']),
    );
    const headers = new Headers({ origin, host: 'localhost:3000', 'content-type': 'application/json' });
    if (role) headers.set('cookie', cookies.get(role) ?? '');
    const body = handler.contract?.body
      ? JSON.stringify(sampleOf(z.toJSONSchema(handler.contract.body, { io: 'input', unrepresentable: 'any' })))
      : undefined;
    const request = new Request(`${origin}${route}?${search}`, {
      method,
      headers,
      ...(body && method !== 'GET' ? { body } : {}),
    });
    const response = await handler(request, { params: Promise.resolve(params) });
    await response.body?.cancel();
    return response.status;
  }

  async function everyRoute(): Promise<[string, Handler][]> {
    const found: [string, Handler][] = [];
    for (const [file, load] of Object.entries(modules)) {
      const route = file.replace(/^\.\.\/\.\.\/app/, '').replace(/\/route\.ts$/, '');
      for (const [method, handler] of Object.entries(await load())) {
        if (/^(GET|POST|PUT|PATCH|DELETE)$/.test(method)) found.push([`${method} ${route}`, handler]);
      }
    }
    // Signing out everywhere ends the sessions that the other routes are tried with, so it comes last.
    return found.sort(([a], [b]) => Number(a.includes('sign-out')) - Number(b.includes('sign-out')));
  }

  it('stand at every route of the console, without the proxy', async () => {
    const broken: string[] = [];
    for (const [name, handler] of await everyRoute()) {
      if (isOutside(name) || handler.contract?.isOpen) continue;
      const wall = walls.find(([pattern]) => pattern.test(name));
      if (!wall) {
        broken.push(`${name}: no line of the table says who may use it`);
        continue;
      }
      if ((await call(name, handler, undefined)) !== 401) broken.push(`${name}: answers somebody who is not signed in`);
      for (const role of roles) {
        const status = await call(name, handler, role);
        const isAllowed = wall[1].includes(role);
        // 400 would mean that the made-up body did not fit, which proves nothing about the role.
        if (isAllowed && (status === 403 || status === 401)) broken.push(`${name}: refuses ${role} with ${status}`);
        if (!isAllowed && status !== 403 && status !== 404 && status !== 400)
          broken.push(`${name}: lets ${role} in with ${status}`);
      }
    }
    expect(broken).toEqual([]);
  }, 120_000);

  it('let no application key into the console and no person into the interface for applications', async () => {
    const broken: string[] = [];
    for (const [name, handler] of await everyRoute()) {
      if (!isOutside(name) || handler.contract?.isOpen || name.includes('/api/auth/') || name.includes('/metrics'))
        continue;
      const status = await call(name, handler, 'admin');
      if (status < 400) broken.push(`${name}: answers a person with ${status}`);
      if ((await call(name, handler, undefined)) !== 401) broken.push(`${name}: answers somebody without a key`);
    }
    expect(broken).toEqual([]);
  }, 60_000);
});
