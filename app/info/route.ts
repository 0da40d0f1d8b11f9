import { teiError } from '@/lib/api/dialect-errors';
import { route } from '@/lib/api/route';
import { viewInfo } from '@/lib/api/view-info';

export const GET = route({ onError: teiError, handler: ({ actor }) => viewInfo(actor) });
