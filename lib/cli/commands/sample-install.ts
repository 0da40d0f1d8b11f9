import { requestSampleInstall } from '@/lib/sample/request-sample';
import type { Command } from '../command';
import { runQueuedJob } from '../run-queued-job';

export const command: Command = {
  summary: 'Install the sample workspace, or finish an installation that was stopped',
  notes:
    'Everything is marked as sample and can be taken away with "sample remove". With no web node running, its releases load at the next start.',
  async run(input) {
    const result = await runQueuedJob(await requestSampleInstall(input.actor), input);
    return { data: result, text: 'The sample workspace is installed.' };
  },
};
