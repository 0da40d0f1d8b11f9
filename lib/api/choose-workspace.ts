import type { Actor } from '@/lib/auth/actor';
import type { ChooseWorkspace, SampleState } from '@/lib/contracts/sample';
import { db } from '@/lib/db/client';
import { chooseEmptyWorkspace, requestSampleInstall } from '@/lib/sample/request-sample';
import { findSampleState, readSampleState } from '@/lib/sample/sample-state';

/** Begins with the sample or with nothing, and tells how it stands then. */
export async function chooseWorkspace(actor: Actor, { choice }: ChooseWorkspace): Promise<SampleState> {
  if (choice === 'sample') await requestSampleInstall(actor);
  else await chooseEmptyWorkspace(actor);
  return readSampleState(actor);
}

/** Whether the person who arrives has to choose first: nothing was chosen, and nothing was imported instead. */
export async function asksForWorkspace(actor: Actor): Promise<boolean> {
  if (actor.kind !== 'user' || (actor.role !== 'admin' && actor.role !== 'operator')) return false;
  return (await findSampleState()).state === 'undecided' && (await db().dataset.count()) === 0;
}
