import { createCandidate } from '@/lib/api/move-release';
import { route } from '@/lib/api/route';
import { viewReleases } from '@/lib/api/view-release';
import { createdReleaseSchema, createReleaseSchema, releasesSchema } from '@/lib/contracts/releases';

export const GET = route({
  summary: 'List releases',
  response: releasesSchema,
  handler: ({ actor }) => viewReleases(actor),
});

export const POST = route({
  summary: 'Make a candidate from a mix',
  description: 'Missing indexes answer 409 with one blocker each.',
  errors: ['promotion_blocked'],

  body: createReleaseSchema,
  response: createdReleaseSchema,
  status: 201,
  handler: ({ actor, body }) => createCandidate(actor, body),
});
