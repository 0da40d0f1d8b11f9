import { z } from 'zod';
import { describeRoute } from '@/lib/api/describe-route';

export const dynamic = 'force-dynamic';

/** The process is alive. Nothing else is asked, so that a busy database does not get the process killed. */
export const GET = describeRoute(
  { summary: 'Tell that the process is alive', isOpen: true, response: z.object({ status: z.literal('ok') }) },
  () => Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } }),
);
