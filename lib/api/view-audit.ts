import type { Actor } from '@/lib/auth/actor';
import { type AuditFilter, readAudit } from '@/lib/auth/read-audit';
import { readActorNames } from './view-actor';

/** One page of the audit trail with names instead of ids. */
export async function viewAuditPage(actor: Actor, filter: AuditFilter) {
  const page = await readAudit(actor, filter);
  const nameOf = await readActorNames([...page.entries.map((entry) => entry.actor), ...page.actors]);
  return {
    ...page,
    entries: page.entries.map((entry) => ({
      ...entry,
      at: entry.at.toISOString(),
      actor: nameOf(entry.actor),
      data: (entry.data ?? {}) as Record<string, unknown>,
    })),
    actors: page.actors.map(nameOf),
  };
}
