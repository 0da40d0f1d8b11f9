import { route } from '@/lib/api/route';
import { checkAudit } from '@/lib/auth/read-audit';
import { auditCheckSchema } from '@/lib/contracts/audit';

export const POST = route({
  summary: 'Recompute the hash chain of the audit entries',
  response: auditCheckSchema,
  handler: ({ actor }) => checkAudit(actor),
});
