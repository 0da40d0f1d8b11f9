import { openAiError } from '@/lib/api/dialect-errors';
import { route } from '@/lib/api/route';
import { servedModelsSchema } from '@/lib/contracts/public-api';
import { listServedModels } from '@/lib/serving/serve-models';

export const GET = route({
  summary: 'List the models that answer this application',
  response: servedModelsSchema,

  onError: openAiError,
  handler: async ({ actor }) => ({
    object: 'list' as const,
    data: (await listServedModels(actor)).map((model) => ({
      ...model,
      object: 'model' as const,
      owned_by: 'mixstage',
    })),
  }),
});
