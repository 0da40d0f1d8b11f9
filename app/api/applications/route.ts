import { route } from '@/lib/api/route';
import { viewApplications } from '@/lib/api/view-application';
import { applicationsSchema, createApplicationSchema, createdApplicationSchema } from '@/lib/contracts/applications';
import { createApplication } from '@/lib/releases/applications';

export const GET = route({
  summary: 'List applications',

  response: applicationsSchema,
  handler: async ({ actor }) => ({ applications: await viewApplications(actor) }),
});

export const POST = route({
  summary: 'Create an application and its first key',
  description: 'The secret is answered once.',

  body: createApplicationSchema,
  response: createdApplicationSchema,
  status: 201,
  example: {
    slug: 'statute-search',
    name: 'Statute search',
    instruction: 'Find the provisions that answer the question',
    corpusHash: null,
    budget: 60,
    depth: 10,
  },
  handler: async ({ actor, body }) =>
    createdApplicationSchema.parse(await createApplication(actor, { ...body, withKey: true })),
});
