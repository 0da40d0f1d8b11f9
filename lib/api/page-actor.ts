import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/lib/auth/actor';
import { actorOfSession } from '@/lib/auth/read-actor';
import { signInAddress } from './asked-address';

/** The person who asked for this page, once per request; whoever is not signed in any more signs in and comes back here. */
export const pageActor = cache(async (): Promise<UserActor> => {
  const asked = await headers();
  const actor = await actorOfSession(asked);
  if (actor.kind !== 'user') redirect(signInAddress(asked));
  return actor;
});
