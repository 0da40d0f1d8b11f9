import { answerReady } from '@/lib/api/answer-ready';
import { describeRoute } from '@/lib/api/describe-route';
import { readySchema } from '@/lib/contracts/public-api';

export const dynamic = 'force-dynamic';

export const GET = describeRoute(
  {
    summary: 'Tell whether requests can be answered',
    description: 'Status 503 with the same body while the database is away or the live release is loading.',
    isOpen: true,
    response: readySchema,
    alsoStatus: 503,
  },
  answerReady,
);
