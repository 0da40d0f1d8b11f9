import type { ActorRef } from '@/lib/contracts/actor';
import { db } from '@/lib/db/client';

/** How the people and parts named in `createdBy` columns are shown. */
export type ActorNames = (actorId: string) => ActorRef;

/** Names for a list of actor ids: `user:<id>` by the person, `application:<id>` by the application, anything else as it is. */
export async function readActorNames(actorIds: readonly string[]): Promise<ActorNames> {
  const idsOf = (prefix: string) => [
    ...new Set(actorIds.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length))),
  ];
  const [users, applications] = await Promise.all([
    db().user.findMany({ where: { id: { in: idsOf('user:') } }, select: { id: true, name: true } }),
    db().application.findMany({ where: { id: { in: idsOf('application:') } }, select: { id: true, name: true } }),
  ]);
  const names = new Map([
    ...users.map((user): [string, string] => [`user:${user.id}`, user.name]),
    ...applications.map((application): [string, string] => [`application:${application.id}`, application.name]),
  ]);
  return (id) => ({ id, name: names.get(id) ?? id });
}
