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
  example: {
    name: 'stage-3 × stage-2',
    spec: {
      embedders: [{ checkpointId: 'id-of-an-embedder', weight: 1 }],
      bm25: { weight: 0.5, k1: 1.2, b: 0.75 },
      reranker: { checkpointId: 'id-of-a-reranker', weight: 0.6 },
      fusion: { normalise: 'z' },
      operatingPoint: { budget: 60, depth: 10 },
    },
    reason: 'best cell of the stage grid',
  },
  handler: ({ actor, body }) => createCandidate(actor, body),
});
