import { verifyAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Command } from '../command';

export const command: Command = {
  summary: 'Recompute the hash chain of the audit entries',
  notes:
    'Keep the printed head somewhere else: a chain that was cut at its end can only be found against an earlier head.',
  async run() {
    const check = await verifyAudit(db());
    const text = check.isIntact
      ? `The audit chain is intact: ${check.entries} entries, head ${check.headHash}`
      : `The audit chain is broken at entry ${check.brokenAtSeq}: ${check.reason}. ${check.entries} entries before it are intact.`;
    return { data: check, text, isRefused: !check.isIntact };
  },
};
