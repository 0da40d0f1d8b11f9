import { systemClock } from '@/lib/foundation/clock';
import { canonicalJson, sha256 } from '@/lib/foundation/hash';
import type { Prisma } from '@/prisma/generated/client';
import type { DbOrTx, Tx } from './client';

/** What somebody did: who (`user:<id>`, `key:<id>`, `system`), which action, to what, and the facts of the change. Never user text or secrets. */
export type AuditFacts = {
  actor: string;
  action: string;
  subjectType?: string;
  subjectId?: string;
  data?: Record<string, unknown>;
};

/** The hash before the first entry. */
export const genesisHash = '0'.repeat(64);

type Chained = {
  seq: number;
  at: Date;
  actor: string;
  action: string;
  subjectType: string | null;
  subjectId: string | null;
  data: unknown;
};

/** The hash of an entry: SHA-256 of the previous hash, a newline and the entry's canonical JSON (RFC 8785). */
export function auditHash(previousHash: string, entry: Chained): string {
  const { seq, at, actor, action, subjectType, subjectId, data } = entry;
  const subject =
    subjectType === null && subjectId === null ? {} : { subject: `${subjectType ?? ''}:${subjectId ?? ''}` };
  return sha256(`${previousHash}\n${canonicalJson({ action, actor, at: at.toISOString(), data, seq, ...subject })}`);
}

/**
 * Appends an entry to the chain inside the transaction of the change it records: both commit or neither. The head row is
 * locked, so the sequence has no gaps and concurrent changes queue here.
 */
export async function appendAudit(tx: Tx, facts: AuditFacts): Promise<void> {
  await tx.$executeRaw`INSERT INTO "AuditHead" (id, seq, hash) VALUES (1, 0, ${genesisHash}) ON CONFLICT (id) DO NOTHING`;
  const [head] = await tx.$queryRaw<
    { seq: number; hash: string }[]
  >`SELECT seq, hash FROM "AuditHead" WHERE id = 1 FOR UPDATE`;
  if (!head) throw new Error('the audit head vanished: this is a bug');
  // JSON columns do not keep `undefined` or dates: what is hashed is what will be read back.
  const data = JSON.parse(JSON.stringify(facts.data ?? {})) as Prisma.InputJsonObject;
  const entry = {
    seq: head.seq + 1,
    at: systemClock.now(),
    actor: facts.actor,
    action: facts.action,
    subjectType: facts.subjectType ?? null,
    subjectId: facts.subjectId ?? null,
    data,
  };
  const hash = auditHash(head.hash, entry);
  await tx.auditEntry.create({ data: { ...entry, hash } });
  await tx.auditHead.update({ where: { id: 1 }, data: { seq: entry.seq, hash } });
}

export type AuditCheck =
  | { isIntact: true; entries: number; headHash: string }
  | { isIntact: false; entries: number; brokenAtSeq: number; reason: string };

/**
 * Recomputes the whole chain: finds edits, deletions, insertions and reordering at the exact sequence number. A cut tail
 * is found only against the head row and against heads that were printed elsewhere.
 */
export async function verifyAudit(reader: DbOrTx, pageSize = 2000): Promise<AuditCheck> {
  let previous = genesisHash;
  let expected = 1;
  for (;;) {
    const page = await reader.auditEntry.findMany({
      where: { seq: { gte: expected } },
      orderBy: { seq: 'asc' },
      take: pageSize,
    });
    for (const entry of page) {
      if (entry.seq !== expected)
        return { isIntact: false, entries: expected - 1, brokenAtSeq: expected, reason: 'an entry is missing' };
      if (auditHash(previous, entry) !== entry.hash) {
        return {
          isIntact: false,
          entries: expected - 1,
          brokenAtSeq: expected,
          reason: 'the entry does not match its hash',
        };
      }
      previous = entry.hash;
      expected++;
    }
    if (page.length < pageSize) break;
  }
  const head = await reader.auditHead.findUnique({ where: { id: 1 } });
  const headSeq = head?.seq ?? 0;
  if (headSeq !== expected - 1 || (head && head.hash !== previous)) {
    return {
      isIntact: false,
      entries: expected - 1,
      brokenAtSeq: expected,
      reason: 'the end of the chain does not match its head',
    };
  }
  return { isIntact: true, entries: expected - 1, headHash: previous };
}
