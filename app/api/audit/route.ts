import { route } from '@/lib/api/route';
import { viewAuditPage } from '@/lib/api/view-audit';
import { auditFilterSchema, auditPageSchema } from '@/lib/contracts/audit';

export const GET = route({
  summary: 'Read audit entries, newest first',

  query: auditFilterSchema,
  response: auditPageSchema,
  handler: ({ actor, query }) => viewAuditPage(actor, query),
});
