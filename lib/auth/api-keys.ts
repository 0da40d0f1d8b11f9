import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { NotFound } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { log } from '@/lib/foundation/log';
import { randomId, randomToken } from '@/lib/foundation/random';
import { type Actor, actorId, type Role, requireRole, requireUser } from './actor';

/** `secret` is shown once and never stored. */
export type CreatedKey = { id: string; secret: string; prefix: string };

/** 256 random bits; the readable beginning tells which key it is without giving it away. */
function newSecret(kind: 'application' | 'operator'): { secret: string; prefix: string; hash: string } {
  const secret = `${kind === 'application' ? 'mxa' : 'mxo'}_${randomToken(32)}`;
  return { secret, prefix: secret.slice(0, 10), hash: sha256(secret) };
}

/** Creates a key for an application inside the caller's transaction. @throws {NotFound} for an unknown or archived application */
export async function createApplicationKey(
  tx: Tx,
  actor: Actor,
  applicationId: string,
  name: string,
): Promise<CreatedKey> {
  requireRole(actor, 'operator');
  const application = await tx.application.findFirst({ where: { id: applicationId, archivedAt: null } });
  if (!application) throw new NotFound('There is no such application.');
  const { secret, prefix, hash } = newSecret('application');
  const id = randomId();
  await tx.apiKey.create({
    data: { id, kind: 'application', applicationId, name, prefix, hash, createdBy: actorId(actor) },
  });
  await appendAudit(tx, {
    actor: actorId(actor),
    action: 'key.create',
    subjectType: 'application',
    subjectId: applicationId,
    data: { keyId: id, prefix },
  });
  return { id, secret, prefix };
}

/** Creates a key with which the calling person uses the console API in the own name and role. */
export async function createOperatorKey(actor: Actor, name: string): Promise<CreatedKey> {
  requireUser(actor);
  requireRole(actor, 'operator');
  const { secret, prefix, hash } = newSecret('operator');
  const id = randomId();
  await transaction(async (tx) => {
    await tx.apiKey.create({
      data: { id, kind: 'operator', userId: actor.userId, name, prefix, hash, createdBy: actorId(actor) },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'key.create',
      subjectType: 'user',
      subjectId: actor.userId,
      data: { keyId: id, prefix },
    });
  });
  return { id, secret, prefix };
}

/** Keys of all applications and the caller's own; admins see everybody's. Never a hash. */
export async function listKeys(actor: Actor) {
  requireRole(actor, 'operator');
  const isAdmin = actor.kind === 'system' || (actor.kind === 'user' && actor.role === 'admin');
  const own = actor.kind === 'user' ? [{ userId: actor.userId }] : [];
  return db().apiKey.findMany({
    where: isAdmin ? {} : { OR: [{ kind: 'application' }, ...own] },
    omit: { hash: true },
    include: { application: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
  });
}

/** Makes a key useless at once. Operators revoke application keys and their own; admins any. @throws {NotFound} */
export async function revokeKey(actor: Actor, id: string): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const key = await tx.apiKey.findFirst({ where: { id, revokedAt: null } });
    const isForeign =
      key?.kind === 'operator' && actor.kind === 'user' && actor.role !== 'admin' && key.userId !== actor.userId;
    if (!key || isForeign) throw new NotFound('There is no such key, or it is revoked already.');
    await tx.apiKey.update({ where: { id }, data: { revokedAt: systemClock.now() } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'key.revoke',
      subjectType: 'key',
      subjectId: id,
      data: { prefix: key.prefix },
    });
  });
}

/** Last use is written at most this often, so that a busy key does not write on every request. */
const lastUsedEveryMs = 60_000;

/** Whose key this is, or undefined for an unknown, revoked or expired one or one whose owner is switched off. */
export async function actorOfKey(secret: string): Promise<Actor | undefined> {
  if (!/^mx[ao]_[A-Za-z0-9_-]{43}$/.test(secret)) return undefined;
  const key = await db().apiKey.findUnique({
    where: { hash: sha256(secret) },
    include: { application: { select: { archivedAt: true } } },
  });
  const now = systemClock.now();
  if (!key || key.revokedAt || (key.expiresAt && key.expiresAt <= now)) return undefined;
  if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() > lastUsedEveryMs) {
    void db()
      .apiKey.updateMany({ where: { id: key.id }, data: { lastUsedAt: now } })
      .catch((error) => log.warn('key.last_used_failed', { keyId: key.id }, error));
  }
  if (key.kind === 'application') {
    if (!key.applicationId || key.application?.archivedAt) return undefined;
    return { kind: 'application', applicationId: key.applicationId, keyId: key.id };
  }
  const user = key.userId ? await db().user.findUnique({ where: { id: key.userId } }) : null;
  if (!user?.isActive) return undefined;
  return { kind: 'user', userId: user.id, name: user.name, email: user.email, role: user.role as Role, via: 'key' };
}
