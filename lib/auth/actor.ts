import { Forbidden, Unauthenticated } from '@/lib/foundation/errors';

/** What people may be. Applications are not people: they call with a key of their own. */
export const roles = ['admin', 'operator', 'annotator', 'stakeholder'] as const;
export type Role = (typeof roles)[number];

/** Who is calling a use case. */
export type Actor =
  | { kind: 'user'; userId: string; name: string; email: string; role: Role; via: 'session' | 'key' }
  | { kind: 'application'; applicationId: string; keyId: string }
  | { kind: 'system'; name: string }
  | { kind: 'anonymous' };

export type UserActor = Extract<Actor, { kind: 'user' }>;

export const anonymous: Actor = { kind: 'anonymous' };
/** The command line and the product's own processes: whoever can run them owns the data folder already. */
export const systemActor = (name = 'system'): Actor => ({ kind: 'system', name });

/** How an actor stands in audit entries and `createdBy` columns. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.userId}`;
    case 'application':
      return `application:${actor.applicationId}`;
    case 'system':
      return actor.name;
    case 'anonymous':
      return 'anonymous';
  }
}

/**
 * Lets the call go on when the actor has one of the roles; admins may do what operators may, the system may do all.
 *
 * @throws {Unauthenticated} if nobody is signed in
 * @throws {Forbidden} if the role does not suffice
 */
export function requireRole(actor: Actor, ...allowed: Role[]): void {
  if (actor.kind === 'system') return;
  if (actor.kind === 'anonymous') throw new Unauthenticated('Sign in to do this.');
  if (actor.kind === 'application') throw new Forbidden('An application key cannot use the console.');
  const effective: Role[] = actor.role === 'admin' ? ['admin', 'operator'] : [actor.role];
  if (!effective.some((role) => allowed.includes(role))) {
    throw new Forbidden(`This needs the role ${allowed.join(' or ')}; you are ${actor.role}.`);
  }
}

/** Any signed-in person. @throws {Unauthenticated} @throws {Forbidden} for application keys */
export function requireUser(actor: Actor): asserts actor is UserActor {
  if (actor.kind === 'anonymous' || actor.kind === 'system') throw new Unauthenticated('Sign in to do this.');
  if (actor.kind === 'application') throw new Forbidden('An application key cannot use the console.');
}
