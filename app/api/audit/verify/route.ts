import { route } from '@/lib/api/route';
import { checkAudit } from '@/lib/auth/read-audit';
import { auditCheckSchema } from '@/lib/contracts/audit';

export const POST = route({ response: auditCheckSchema, handler: ({ actor }) => checkAudit(actor) });
