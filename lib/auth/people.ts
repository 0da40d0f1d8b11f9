import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { type Actor, actorId, type Role, requireRole, requireUser } from './actor';
import { checkPassword } from './one-time-links';

/** Everybody with an account, by name. */
export async function listUsers(actor: Actor) {
  requireRole(actor, 'admin');
  return db().user.findMany({
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      isActive: true,
      createdAt: true,
      sessions: { select: { updatedAt: true }, orderBy: { updatedAt: 'desc' }, take: 1 },
    },
    orderBy: { name: 'asc' },
  });
}

/** Changes role or switches an account off or on; sessions end, so the change holds at once. @throws {NotFound} @throws {Conflict} for the last active admin */
export async function updateUser(
  actor: Actor,
  id: string,
  change: { role?: Role | undefined; isActive?: boolean | undefined },
): Promise<void> {
  requireRole(actor, 'admin');
  await transaction(async (tx) => {
    const user = await lockUser(tx, id);
    const loosesAdmin =
      user.role === 'admin' &&
      user.isActive &&
      (change.isActive === false || (change.role !== undefined && change.role !== 'admin'));
    if (loosesAdmin) await refuseLastAdmin(tx, id);
    await tx.user.update({
      where: { id },
      data: {
        ...(change.role ? { role: change.role } : {}),
        ...(change.isActive === undefined ? {} : { isActive: change.isActive }),
      },
    });
    await tx.session.deleteMany({ where: { userId: id } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'user.update',
      subjectType: 'user',
      subjectId: id,
      data: { from: { role: user.role, isActive: user.isActive }, to: change },
    });
  });
}

async function lockUser(tx: Tx, id: string) {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(7270744)`;
  const user = await tx.user.findUnique({ where: { id } });
  if (!user) throw new NotFound('There is no such person.');
  return user;
}

async function refuseLastAdmin(tx: Tx, id: string): Promise<void> {
  const others = await tx.user.count({ where: { role: 'admin', isActive: true, id: { not: id } } });
  if (others === 0) throw new Conflict('This is the last active admin. Make somebody else admin first.');
}

/** Sets a new own password after checking the old one; every other session ends. @throws {InvalidInput} if the old one is wrong */
export async function changePassword(
  actor: Actor,
  input: { currentPassword: string; newPassword: string; keepSessionId?: string | undefined },
): Promise<void> {
  requireUser(actor);
  checkPassword(input.newPassword);
  const account = await db().account.findFirst({ where: { userId: actor.userId, providerId: 'credential' } });
  if (!account?.password || !(await verifyPassword({ hash: account.password, password: input.currentPassword }))) {
    throw new InvalidInput('The current password is not right.', {
      issues: [{ path: 'currentPassword', message: 'is not right' }],
    });
  }
  const hash = await hashPassword(input.newPassword);
  await transaction(async (tx) => {
    await tx.account.update({ where: { id: account.id }, data: { password: hash } });
    await tx.session.deleteMany({
      where: { userId: actor.userId, ...(input.keepSessionId ? { id: { not: input.keepSessionId } } : {}) },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'user.change_password',
      subjectType: 'user',
      subjectId: actor.userId,
    });
  });
}

/** Ends all sessions of the caller, this one included. */
export async function signOutEverywhere(actor: Actor): Promise<void> {
  requireUser(actor);
  await transaction(async (tx) => {
    const ended = await tx.session.deleteMany({ where: { userId: actor.userId } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'user.sign_out_everywhere',
      subjectType: 'user',
      subjectId: actor.userId,
      data: { sessions: ended.count },
    });
  });
}
