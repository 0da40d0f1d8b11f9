import { route } from '@/lib/api/route';
import { viewStudies } from '@/lib/api/view-study';
import { createdStudySchema, newStudySchema, studiesSchema } from '@/lib/contracts/studies';
import { createStudyFromSource } from '@/lib/judging/create-study-from-source';

export const GET = route({
  summary: 'List studies',
  response: studiesSchema,
  handler: ({ actor }) => viewStudies(actor),
});

export const POST = route({
  summary: 'Make a draft study',
  description: 'The sample is drawn at once; nothing is generated yet.',
  maxBodyBytes: 40 * 1024 * 1024,
  body: newStudySchema,
  response: createdStudySchema,
  status: 201,
  example: {
    name: 'stage 3 against live',
    champion: { kind: 'release', id: 'id-of-a-release', name: 'Release 7' },
    challenger: { kind: 'configuration', id: 'id-of-a-configuration', name: 'stage-3 × stage-2' },
    settings: {
      generator: { kind: 'extractive' },
      retrieval: { corpusHash: 'hash-of-a-corpus' },
      sampling: { kind: 'random', size: 400, seed: 1 },
    },
    source: { kind: 'dataset', versionId: 'id-of-a-version', split: 'test' },
  },
  handler: ({ actor, body }) => createStudyFromSource(actor, body),
});
