import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { resetEnv } from '@/lib/foundation/env';
import { type Actor, anonymous, requireRole, systemActor } from './actor';
import { actorOfKey, createOperatorKey, listKeys, revokeKey } from './api-keys';
import { acceptLink, createResetLink, createSetupLink, createUser, inviteUser, readLink } from './one-time-links';
import { changePassword, updateUser } from './people';
import { readActor } from './read-actor';
import { ensureAuthSecret, resetSessionAuth, sessionAuth } from './session-auth';

const system = systemActor('test');
const password = 'correct horse battery';
const tokenOf = (url: string) => url.split('#')[1] as string;

describe('people and keys', () => {
  let test: TestDatabase;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-auth-'));
    vi.stubEnv('MIXSTAGE_DATA_DIR', dataDir);
    vi.stubEnv('MIXSTAGE_BASE_URL', 'http://localhost:3000');
    resetEnv();
    test = await createTestDatabase();
    await ensureAuthSecret();
    resetSessionAuth();
  });
  afterAll(async () => {
    await test.close();
    await rm(dataDir, { recursive: true });
    vi.unstubAllEnvs();
    resetEnv();
  });
  beforeEach(async () => {
    await test.db.apiKey.deleteMany();
    await test.db.oneTimeLink.deleteMany();
    await test.db.user.deleteMany();
  });

  const userActor = (id: string, role: Extract<Actor, { kind: 'user' }>['role']): Actor => ({
    kind: 'user',
    userId: id,
    name: 'N',
    email: 'n@example.org',
    role,
    via: 'session',
  });

  const signIn = async (email: string, secret: string) => {
    const response = await sessionAuth().handler(
      new Request('http://localhost:3000/api/auth/sign-in/email', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'http://localhost:3000', host: 'localhost:3000' },
        body: JSON.stringify({ email, password: secret }),
      }),
    );
    return {
      status: response.status,
      cookie: response.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    };
  };

  it('makes exactly one admin of a set-up link that two people use at once', async () => {
    const link = await createSetupLink(system);
    const token = tokenOf(link?.url ?? '');
    const attempts = await Promise.allSettled(
      ['a', 'b'].map((name) => acceptLink(token, { name, email: `${name}@example.org`, password })),
    );
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
    expect(await test.db.user.count({ where: { role: 'admin' } })).toBe(1);
    expect(await createSetupLink(system)).toBeUndefined();
  });

  it('ends the earlier set-up link when a new one is made', async () => {
    const first = await createSetupLink(system);
    await createSetupLink(system);
    await expect(readLink(tokenOf(first?.url ?? ''))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('signs in with the right password only, and a cookie names the person', async () => {
    const { id } = await createUser(system, { email: 'Op@Example.org', name: 'Olga', role: 'operator', password });
    expect((await signIn('op@example.org', 'wrong password')).status).toBe(401);
    const { status, cookie } = await signIn('op@example.org', password);
    expect(status).toBe(200);
    const headers = new Headers({ cookie, host: 'localhost:3000' });
    expect(await readActor({ headers, method: 'GET' })).toMatchObject({ kind: 'user', userId: id, role: 'operator' });
    await expect(readActor({ headers, method: 'POST' })).rejects.toMatchObject({ code: 'forbidden' });
    headers.set('origin', 'https://evil.example');
    await expect(readActor({ headers, method: 'POST' })).rejects.toMatchObject({ code: 'forbidden' });
    headers.set('origin', 'http://localhost:3000');
    expect(await readActor({ headers, method: 'POST' })).toMatchObject({ kind: 'user' });
  });

  it('takes a role away at once, also from an open session', async () => {
    const { id } = await createUser(system, { email: 'x@example.org', name: 'X', role: 'operator', password });
    const { cookie } = await signIn('x@example.org', password);
    await updateUser(system, id, { isActive: false });
    expect(await readActor({ headers: new Headers({ cookie }), method: 'GET' })).toEqual(anonymous);
    expect((await signIn('x@example.org', password)).status).toBe(403);
  });

  it('does not let the last active admin be demoted or switched off', async () => {
    const { id } = await createUser(system, { email: 'a@example.org', name: 'A', role: 'admin', password });
    await expect(updateUser(system, id, { role: 'operator' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(updateUser(system, id, { isActive: false })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('invites once, and the invitation carries the role', async () => {
    const { url } = await inviteUser(system, { email: 'j@example.org', name: 'Jo', role: 'annotator' });
    expect(await readLink(tokenOf(url))).toMatchObject({
      purpose: 'invite',
      role: 'annotator',
      email: 'j@example.org',
    });
    await acceptLink(tokenOf(url), { password });
    expect(await test.db.user.findUnique({ where: { email: 'j@example.org' } })).toMatchObject({ role: 'annotator' });
    await expect(acceptLink(tokenOf(url), { password })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ends every session when a reset link is used', async () => {
    const { id } = await createUser(system, { email: 'r@example.org', name: 'R', role: 'stakeholder', password });
    const { cookie } = await signIn('r@example.org', password);
    const { url } = await createResetLink(system, id);
    await acceptLink(tokenOf(url), { password: 'a new long password' });
    expect(await readActor({ headers: new Headers({ cookie }), method: 'GET' })).toEqual(anonymous);
    expect((await signIn('r@example.org', 'a new long password')).status).toBe(200);
  });

  it('changes the own password only with the old one', async () => {
    const { id } = await createUser(system, { email: 'p@example.org', name: 'P', role: 'annotator', password });
    const actor = userActor(id, 'annotator');
    await expect(changePassword(actor, { currentPassword: 'no', newPassword: 'something long' })).rejects.toMatchObject(
      { code: 'invalid_input' },
    );
    await changePassword(actor, { currentPassword: password, newPassword: 'something long' });
    expect((await signIn('p@example.org', 'something long')).status).toBe(200);
  });

  it('stores no key or link that could be used, and a revoked key ends at once', async () => {
    const { id } = await createUser(system, { email: 'k@example.org', name: 'K', role: 'operator', password });
    const key = await createOperatorKey(userActor(id, 'operator'), 'ci');
    expect(await actorOfKey(key.secret)).toMatchObject({ kind: 'user', userId: id, via: 'key' });
    const stored = JSON.stringify([
      await test.db.apiKey.findMany(),
      await test.db.oneTimeLink.findMany(),
      await test.db.auditEntry.findMany(),
    ]);
    expect(stored).not.toContain(key.secret);
    expect(JSON.stringify(await listKeys(system))).not.toContain('hash');
    await revokeKey(system, key.id);
    expect(await actorOfKey(key.secret)).toBeUndefined();
    await expect(
      readActor({ headers: new Headers({ authorization: `Bearer ${key.secret}` }), method: 'GET' }),
    ).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('refuses passwords that are too short', async () => {
    await expect(
      createUser(system, { email: 's@example.org', name: 'S', role: 'admin', password: 'short' }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('lets admins do what operators may, and nobody else more than their role', () => {
    expect(() => requireRole(userActor('1', 'admin'), 'operator')).not.toThrow();
    expect(() => requireRole(userActor('1', 'admin'), 'annotator')).toThrow();
    expect(() => requireRole(userActor('1', 'operator'), 'admin')).toThrow();
    expect(() => requireRole(userActor('1', 'stakeholder'), 'operator')).toThrow();
    expect(() => requireRole(anonymous, 'stakeholder')).toThrow();
    expect(() => requireRole({ kind: 'application', applicationId: 'a', keyId: 'k' }, 'operator')).toThrow();
  });
});
