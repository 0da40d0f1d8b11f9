import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { routingSchema } from '@/lib/contracts/applications';
import { setRouting } from '@/lib/releases/applications';

export const PUT = route({
  summary: 'Pin an application to a release, or give it a canary',
  description: 'The previous pin and canary are replaced; null ends one.',

  params: idParams,
  body: routingSchema,
  example: {
    pinnedReleaseId: null,
    canary: { releaseId: 'id-of-a-release', percent: 10 },
    reason: 'try the new reranker',
  },
  handler: ({ actor, params, body }) => setRouting(actor, params.id, body),
});
