import { hashPassword } from 'better-auth/crypto';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { randomId, randomToken } from '@/lib/foundation/random';
import { type Actor, actorId, type Role, requireRole, roles } from './actor';
import { passwordLength } from './session-auth';

type Purpose = 'setup' | 'invite' | 'reset';
const validForMs: Record<Purpose, number> = { setup: 24 * 3600_000, invite: 7 * 24 * 3600_000, reset: 24 * 3600_000 };

type LinkFacts = { purpose: Purpose; email?: string; name?: string; role?: Role; userId?: string };

async function createLink(tx: Tx, actor: Actor, facts: LinkFacts): Promise<{ url: string; expiresAt: Date }> {
  const token = randomToken(32);
  const expiresAt = new Date(systemClock.nowMs() + validForMs[facts.purpose]);
  await tx.oneTimeLink.create({
    data: { id: randomId(), tokenHash: sha256(token), createdBy: actorId(actor), expiresAt, ...facts },
  });
  return { url: `${env().baseUrl}/join#${token}`, expiresAt };
}

const normalEmail = (email: string): string => email.trim().toLowerCase();

export function checkPassword(password: string): void {
  if (password.length < passwordLength.min || password.length > passwordLength.max) {
    throw new InvalidInput(`A password has ${passwordLength.min} to ${passwordLength.max} characters.`, {
      issues: [{ path: 'password', message: `${passwordLength.min} to ${passwordLength.max} characters` }],
    });
  }
}

/** Serialises everything that depends on "is there a user yet", for this transaction. */
const lockFirstUser = (tx: Tx) => tx.$executeRaw`SELECT pg_advisory_xact_lock(7270743)`;

/** A fresh link with which the first admin is made, or undefined when a user exists. Earlier set-up links end. */
export async function createSetupLink(actor: Actor): Promise<{ url: string; expiresAt: Date } | undefined> {
  requireRole(actor, 'admin');
  return transaction(async (tx) => {
    await lockFirstUser(tx);
    if ((await tx.user.count()) > 0) return undefined;
    await tx.oneTimeLink.updateMany({ where: { purpose: 'setup', usedAt: null }, data: { usedAt: systemClock.now() } });
    return createLink(tx, actor, { purpose: 'setup', role: 'admin' });
  });
}

/** Creates a person at once with a password (first admin from the environment, `user create`). @throws {Conflict} if the e-mail is taken */
export async function createUser(
  actor: Actor,
  input: { email: string; name: string; role: Role; password: string },
): Promise<{ id: string }> {
  requireRole(actor, 'admin');
  checkPassword(input.password);
  const hash = await hashPassword(input.password);
  return transaction(async (tx) => {
    const id = await insertUser(tx, { ...input, hash });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'user.create',
      subjectType: 'user',
      subjectId: id,
      data: { role: input.role },
    });
    return { id };
  });
}

async function insertUser(tx: Tx, input: { email: string; name: string; role: Role; hash: string }): Promise<string> {
  const email = normalEmail(input.email);
  if (await tx.user.findUnique({ where: { email } }))
    throw new Conflict('Somebody with this e-mail address has an account already.');
  const id = randomId();
  await tx.user.create({ data: { id, email, name: input.name.trim(), role: input.role, emailVerified: true } });
  await tx.account.create({
    data: { id: randomId(), userId: id, accountId: id, providerId: 'credential', password: input.hash },
  });
  return id;
}

/** Makes the admin named by the environment if there is no user at all. */
export async function ensureEnvironmentAdmin(): Promise<void> {
  const { MIXSTAGE_ADMIN_EMAIL: email, MIXSTAGE_ADMIN_PASSWORD: password } = env();
  if (!email || !password) return;
  const hash = await hashPassword(password);
  await transaction(async (tx) => {
    await lockFirstUser(tx);
    if ((await tx.user.count()) > 0) return;
    const id = await insertUser(tx, { email, name: email.split('@')[0] ?? 'Admin', role: 'admin', hash });
    await appendAudit(tx, {
      actor: 'system',
      action: 'user.create',
      subjectType: 'user',
      subjectId: id,
      data: { role: 'admin', by: 'environment' },
    });
  });
}

/** Invites a person with a role; the link is handed over by the admin, no mail is sent. @throws {Conflict} if the e-mail is taken */
export async function inviteUser(
  actor: Actor,
  input: { email: string; name: string; role: Role },
): Promise<{ url: string; expiresAt: Date }> {
  requireRole(actor, 'admin');
  const email = normalEmail(input.email);
  return transaction(async (tx) => {
    if (await tx.user.findUnique({ where: { email } }))
      throw new Conflict('Somebody with this e-mail address has an account already.');
    const link = await createLink(tx, actor, { purpose: 'invite', email, name: input.name.trim(), role: input.role });
    await appendAudit(tx, { actor: actorId(actor), action: 'user.invite', data: { role: input.role } });
    return link;
  });
}

/** A link with which one person sets a new password. @throws {NotFound} */
export async function createResetLink(actor: Actor, userId: string): Promise<{ url: string; expiresAt: Date }> {
  requireRole(actor, 'admin');
  return transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw new NotFound('There is no such person.');
    const link = await createLink(tx, actor, { purpose: 'reset', userId, email: user.email, name: user.name });
    await appendAudit(tx, { actor: actorId(actor), action: 'user.reset_link', subjectType: 'user', subjectId: userId });
    return link;
  });
}

/** Makes an invitation useless before it is used. @throws {NotFound} */
export async function withdrawInvitation(actor: Actor, id: string): Promise<void> {
  requireRole(actor, 'admin');
  await transaction(async (tx) => {
    const ended = await tx.oneTimeLink.updateMany({
      where: { id, purpose: 'invite', usedAt: null },
      data: { usedAt: systemClock.now() },
    });
    if (ended.count === 0) throw new NotFound('There is no such invitation, or it was used.');
    await appendAudit(tx, { actor: actorId(actor), action: 'user.withdraw_invitation', subjectId: id });
  });
}

export type LinkView = { purpose: Purpose; email: string | null; name: string | null; role: Role | null };

/** What a link is for, so that the page can ask for the right things. @throws {NotFound} if it is unknown, used or expired */
export async function readLink(token: string): Promise<LinkView> {
  const link = await db().oneTimeLink.findUnique({ where: { tokenHash: sha256(token) } });
  if (!link || link.usedAt || link.expiresAt <= systemClock.now()) throw spent();
  const role = roles.find((candidate) => candidate === link.role) ?? null;
  return { purpose: link.purpose as Purpose, email: link.email, name: link.name, role };
}

const spent = () => new NotFound('This link was used already or has expired. Ask an admin for a new one.');

/**
 * Uses a link once: makes the first admin or the invited person, or sets a new password and ends all sessions.
 *
 * @returns the e-mail address to sign in with
 * @throws {NotFound} if the link is unknown, used or expired; of two uses at once one wins
 */
export async function acceptLink(
  token: string,
  input: { name?: string | undefined; email?: string | undefined; password: string },
): Promise<{ email: string }> {
  checkPassword(input.password);
  const hash = await hashPassword(input.password);
  return transaction(async (tx) => {
    const now = systemClock.now();
    const tokenHash = sha256(token);
    const taken = await tx.oneTimeLink.updateMany({
      where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    const link = taken.count === 1 ? await tx.oneTimeLink.findUnique({ where: { tokenHash } }) : null;
    if (!link) throw spent();
    if (link.purpose === 'reset') return resetPassword(tx, link.userId ?? '', hash);
    if (link.purpose === 'setup') {
      await lockFirstUser(tx);
      if ((await tx.user.count()) > 0) throw spent();
    }
    const email = link.email ?? input.email;
    const name = input.name?.trim() || link.name;
    if (!email || !name) throw new InvalidInput('Name and e-mail address are needed.');
    const id = await insertUser(tx, { email, name, role: (link.role ?? 'stakeholder') as Role, hash });
    await appendAudit(tx, {
      actor: `user:${id}`,
      action: 'user.join',
      subjectType: 'user',
      subjectId: id,
      data: { role: link.role, by: link.purpose },
    });
    return { email: normalEmail(email) };
  });
}

async function resetPassword(tx: Tx, userId: string, hash: string): Promise<{ email: string }> {
  const user = await tx.user.findUnique({ where: { id: userId } });
  if (!user) throw spent();
  await tx.account.updateMany({ where: { userId, providerId: 'credential' }, data: { password: hash } });
  await tx.session.deleteMany({ where: { userId } });
  await appendAudit(tx, {
    actor: `user:${userId}`,
    action: 'user.reset_password',
    subjectType: 'user',
    subjectId: userId,
  });
  return { email: user.email };
}
