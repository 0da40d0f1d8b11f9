import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { type Actor, requireRole, requireUser } from './actor';
import { sessionAuth } from './session-auth';

/** The caller and the caller's sessions, newest first; `currentToken` marks the one of this request. */
export async function getAccount(actor: Actor, headers: Headers) {
  requireUser(actor);
  const current =
    actor.via === 'session' ? await sessionAuth().api.getSession({ headers: new Headers(headers) }) : null;
  const user = await db().user.findUnique({
    where: { id: actor.userId },
    include: { sessions: { orderBy: { updatedAt: 'desc' }, take: 50 } },
  });
  if (!user) throw new NotFound('This account does not exist any more.');
  return { user, currentSessionId: current?.session.id };
}

/** Changes the caller's own name or language. */
export async function changeAccount(
  actor: Actor,
  change: { name?: string | undefined; locale?: 'en' | 'zh' | undefined },
): Promise<void> {
  requireUser(actor);
  const data = { ...(change.name ? { name: change.name } : {}), ...(change.locale ? { locale: change.locale } : {}) };
  await db().user.update({ where: { id: actor.userId }, data });
}

/** Invitations that wait to be used, newest first. */
export async function listInvitations(actor: Actor) {
  requireRole(actor, 'admin');
  return db().oneTimeLink.findMany({
    where: { purpose: 'invite', usedAt: null },
    orderBy: { createdAt: 'desc' },
    omit: { tokenHash: true },
  });
}
