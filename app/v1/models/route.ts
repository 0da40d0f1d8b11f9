import { openAiError } from '@/lib/api/dialect-errors';
import { route } from '@/lib/api/route';
import { listServedModels } from '@/lib/serving/serve-models';

export const GET = route({
  onError: openAiError,
  handler: async ({ actor }) => ({
    object: 'list',
    data: (await listServedModels(actor)).map((model) => ({ ...model, object: 'model', owned_by: 'mixstage' })),
  }),
});
