import type { JobHandler } from '@/lib/jobs/define-job';
import { installSample } from './install-sample';

/** Runs in a worker process. */
export const handle: JobHandler<Record<string, never>> = async (_payload, context) => installSample(context);
