import { type AuditCheck, verifyAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { type Actor, requireRole } from './actor';

export type AuditFilter = {
  action?: string | undefined;
  actor?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: string | undefined;
  before?: number | undefined;
  limit: number;
};

/** Audit entries, newest first, with what can be filtered by. Operators and admins only. */
export async function readAudit(actor: Actor, filter: AuditFilter) {
  requireRole(actor, 'operator');
  const { before, limit, ...equal } = filter;
  const where = Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined));
  const entries = await db().auditEntry.findMany({
    where: { ...where, ...(before ? { seq: { lt: before } } : {}) },
    orderBy: { seq: 'desc' },
    take: limit + 1,
  });
  const [total, actions, actors] = await Promise.all([
    db().auditEntry.count(),
    db().auditEntry.findMany({ distinct: ['action'], select: { action: true }, orderBy: { action: 'asc' } }),
    db().auditEntry.findMany({ distinct: ['actor'], select: { actor: true }, orderBy: { actor: 'asc' } }),
  ]);
  const page = entries.slice(0, limit);
  return {
    entries: page,
    total,
    nextBefore: entries.length > limit ? (page.at(-1)?.seq ?? null) : null,
    actions: actions.map((row) => row.action),
    actors: actors.map((row) => row.actor),
  };
}

/** Recomputes the whole chain. */
export async function checkAudit(actor: Actor): Promise<AuditCheck> {
  requireRole(actor, 'operator');
  return verifyAudit(db());
}
