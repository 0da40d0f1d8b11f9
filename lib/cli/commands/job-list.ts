import { jobStates, listJobs } from '@/lib/jobs/jobs';
import { type Command, oneOf, table } from '../command';

export const command: Command = {
  summary: 'List the newest jobs',
  options: {
    state: { help: jobStates.join(', '), value: 'STATE' },
    kind: { help: 'for example dataset.import', value: 'KIND' },
  },
  async run(input) {
    const state = oneOf(input, 'state', jobStates);
    const kind = input.text('kind');
    const jobs = await listJobs(input.actor, { ...(state ? { state } : {}), ...(kind ? { kind } : {}) });
    const rows = jobs.map((job) => [
      job.id,
      job.kind,
      job.state,
      `${job.attempts}/${job.maxAttempts}`,
      job.createdAt.toISOString(),
      job.createdBy,
    ]);
    return { data: jobs, text: table(['job', 'kind', 'state', 'attempts', 'created', 'by'], rows) };
  },
};
