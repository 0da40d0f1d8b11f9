import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/auth/actor';
import { actorOfSession } from '@/lib/auth/read-actor';

/** The person who asked for this page, once per request; whoever is not signed in is sent to the sign-in page. */
export const pageActor = cache(async (): Promise<UserActor> => {
  const actor = await actorOfSession(await headers());
  if (actor.kind !== 'user') redirect('/sign-in');
  return actor;
});
