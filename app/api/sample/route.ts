import { chooseWorkspace } from '@/lib/api/choose-workspace';
import { route } from '@/lib/api/route';
import { chooseWorkspaceSchema, removedSampleSchema, sampleStateSchema } from '@/lib/contracts/sample';
import { removeSample } from '@/lib/sample/remove-sample';
import { readSampleState } from '@/lib/sample/sample-state';

export const GET = route({
  summary: 'Read whether the sample workspace is installed',
  response: sampleStateSchema,
  handler: ({ actor }) => readSampleState(actor),
});

export const POST = route({
  summary: 'Install the sample workspace, or begin with an empty one',
  description: 'Installing is a job. Asking again after a failure goes on where it stopped.',
  body: chooseWorkspaceSchema,
  response: sampleStateSchema,
  handler: ({ actor, body }) => chooseWorkspace(actor, body),
});

export const DELETE = route({
  summary: 'Remove the sample workspace',
  description: 'Refused while records of your own stand on it; they are named.',
  response: removedSampleSchema,
  handler: ({ actor }) => removeSample(actor),
});
