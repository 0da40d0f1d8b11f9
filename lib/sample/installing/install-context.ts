import type { JobContext } from '@/lib/jobs/define-job';

/** What every step of the installation is given. */
export type InstallContext = JobContext & {
  /** the folder with corpus.jsonl and tasks */
  dataDirectory: string;
  /** the folder with one folder a checkpoint */
  checkpointDirectory: string;
};
