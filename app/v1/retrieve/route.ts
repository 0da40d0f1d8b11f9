import { withReleaseHeader } from '@/lib/api/release-header';
import { route } from '@/lib/api/route';
import { retrieveRequestSchema } from '@/lib/contracts/public-api';
import { serveRetrieve } from '@/lib/serving/serve-retrieve';

export const POST = route({
  body: retrieveRequestSchema,
  handler: async ({ actor, body: { sticky_key, ...body }, request, signal }) => {
    const stickyKey = sticky_key ?? request.headers.get('x-mixstage-sticky-key') ?? undefined;
    return withReleaseHeader(await serveRetrieve(actor, { ...body, stickyKey }, signal));
  },
});
