import { withReleaseHeader } from '@/lib/api/release-header';
import { route } from '@/lib/api/route';
import { retrieveRequestSchema, retrieveResponseSchema } from '@/lib/contracts/public-api';
import { serveRetrieve } from '@/lib/serving/serve-retrieve';

export const POST = route({
  summary: 'Answer a query',
  description:
    "The release of the application answers with the application's instruction and operating point. `X-Mixstage-Release` names it in every reply; a reply never mixes two releases.",
  response: retrieveResponseSchema,
  errors: ['conflict'],
  example: { query: 'my landlord keeps the deposit', depth: 3 },

  body: retrieveRequestSchema,
  handler: async ({ actor, body: { sticky_key, ...body }, request, signal }) => {
    const stickyKey = sticky_key ?? request.headers.get('x-mixstage-sticky-key') ?? undefined;
    return withReleaseHeader(await serveRetrieve(actor, { ...body, stickyKey }, signal));
  },
});
