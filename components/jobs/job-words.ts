'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Tone } from '@/components/ui/status';
import type { Job, JobState } from '@/lib/contracts/jobs';

export const isOver = (state: JobState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

export const stateTone: Record<JobState, Tone> = {
  queued: 'neutral',
  running: 'information',
  succeeded: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
};

/** How far a job is, from 0 to 1; undefined if its end is not known. */
export function jobShare(job: Pick<Job, 'state' | 'progress'>): number | undefined {
  if (job.state === 'succeeded') return 1;
  if (job.state === 'queued') return 0;
  if (!job.progress || job.progress.total <= 0) return undefined;
  return Math.min(1, job.progress.done / job.progress.total);
}

/** The address of what a job works on; undefined if it has no page. */
export function subjectHref(job: Pick<Job, 'subjectType' | 'subjectId'>): string | undefined {
  if (!job.subjectType || !job.subjectId) return undefined;
  const pages: Record<string, string> = {
    dataset: 'datasets',
    checkpoint: 'checkpoints',
    training: 'training',
    evaluation: 'evaluations',
    study: 'studies',
    release: 'releases',
  };
  const page = pages[job.subjectType];
  if (page) return `/${page}/${encodeURIComponent(job.subjectId)}`;
  return job.subjectType === 'index' ? '/indexes' : undefined;
}

const kinds = [
  'dataset.import',
  'checkpoint.import',
  'checkpoint.verify',
  'index.build',
  'training.run',
  'evaluation.run',
  'evaluation.grid',
  'study.answers',
  'sample.install',
] as const;

/** The words for kinds and states; a kind that the console does not know is shown as it is. */
export function useJobWords() {
  const t = useTranslations('jobs');
  return useMemo(
    () => ({
      kind: (kind: string): string => {
        const known = kinds.find((candidate) => candidate === kind);
        return known ? t(`kind.${known.replace('.', '_') as 'dataset_import'}`) : kind;
      },
      state: (job: Pick<Job, 'state' | 'cancelRequested' | 'pauseRequested'>): string => {
        if (!isOver(job.state) && job.cancelRequested) return t('state.cancelling');
        if (!isOver(job.state) && job.pauseRequested) return t('state.paused');
        return t(`state.${job.state}`);
      },
    }),
    [t],
  );
}
