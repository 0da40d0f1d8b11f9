import type { JobHandler, JobResult } from '@/lib/jobs/define-job';
import { adviseGrid } from './advise-grid';
import { chooseOperatingPoint } from './choose-operating-point';
import { evaluateComponents } from './evaluate-components';
import type { ParsedEvaluationTask } from './evaluation.job';
import { openBackbone } from './open-backbone';
import { openLatencyProbe } from './open-latency-probe';
import { runGrid } from './run-grid';

/** Runs in a worker process: the real models, on the data folder of this installation. */
export const handle: JobHandler<ParsedEvaluationTask> = async ({ task, request }, context): Promise<JobResult> => {
  const { actor, jobId, signal, progress } = context;
  const work = { jobId, signal, progress: progress.bind(context) };
  switch (task) {
    case 'component':
      return evaluateComponents(actor, request, openBackbone, work);
    case 'grid':
      return runGrid(actor, request, openBackbone, work);
    case 'advice':
      return adviseGrid(actor, request, openBackbone, work);
    case 'operating-point':
      return chooseOperatingPoint(actor, request, { openBackbone, openProbe: openLatencyProbe }, work);
  }
};
