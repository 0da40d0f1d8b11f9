import { Forbidden, Unauthenticated } from '@/lib/foundation/errors';
import { type Actor, anonymous, type Role, roles } from './actor';
import { actorOfKey } from './api-keys';
import { isOwnOrigin, sessionAuth } from './session-auth';

const changesState = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/**
 * Who sends this request: the owner of a Bearer key, else the person of the session cookie, else nobody.
 *
 * @throws {Unauthenticated} for a key that is wrong, revoked or expired
 * @throws {Forbidden} if a request that changes something carries a cookie but does not come from a page of this console
 */
export async function readActor(request: { headers: Headers; method: string }): Promise<Actor> {
  const authorization = request.headers.get('authorization');
  if (authorization) {
    const match = /^Bearer\s+(\S+)$/i.exec(authorization);
    const actor = match?.[1] ? await actorOfKey(match[1]) : undefined;
    if (!actor) throw new Unauthenticated('This API key is not valid. Create one on the page of the application.');
    return actor;
  }
  if (!request.headers.has('cookie')) return anonymous;
  const actor = await actorOfSession(request.headers);
  if (actor.kind === 'user' && changesState(request.method) && !isOwnOrigin(request.headers)) {
    throw new Forbidden('This request did not come from a page of this console.');
  }
  return actor;
}

/** The person of the session cookie, read from the database each time, so that a role change or switch-off holds at once. */
export async function actorOfSession(headers: Headers): Promise<Actor> {
  const found = await sessionAuth().api.getSession({ headers: new Headers(headers) });
  if (!found?.user.isActive) return anonymous;
  const { id, name, email, role } = found.user;
  if (!roles.includes(role as Role)) return anonymous;
  return { kind: 'user', userId: id, name, email, role: role as Role, via: 'session' };
}
