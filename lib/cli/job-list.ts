import type { JobDefinition } from '@/lib/jobs/define-job';

/** Every kind of job that workers and the command line can run; a new one is one line here. */
export const jobDefinitions: readonly JobDefinition[] = [];
