'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Problem } from '@/components/ui/problem';
import { Progress } from '@/components/ui/progress';
import { Skeleton } from '@/components/ui/skeleton';
import { useFormat } from '@/components/ui/use-format';
import type { Job } from '@/lib/contracts/jobs';
import { isOver, jobShare, useJobWords } from './job-words';
import { useActOnJob } from './queries/act-on-job';
import { useJob } from './queries/get-job';

/** Phase, count and time left in one line. */
export function ProgressNote({ job }: { job: Pick<Job, 'state' | 'progress'> }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const progress = job.progress;
  if (!progress || isOver(job.state)) return null;
  const count =
    progress.total > 0
      ? t('progress.of', {
          done: format.number(progress.done),
          total: format.number(progress.total),
          unit: progress.unit,
        })
      : t('progress.sofar', { done: format.number(progress.done), unit: progress.unit });
  const left =
    progress.etaS === null || progress.etaS === undefined
      ? undefined
      : t('progress.left', { time: format.duration(Math.max(1, Math.round(progress.etaS)) * 1000) });
  return <>{[progress.phase, count, left].filter(Boolean).join(' · ')}</>;
}

/** The bar of a job with its note. */
export function JobBar({ job, className }: { job: Job; className?: string }) {
  const words = useJobWords();
  return (
    <Progress
      share={jobShare(job)}
      label={words.kind(job.kind)}
      note={<ProgressNote job={job} />}
      className={className}
    />
  );
}

/** A job at the place in the page that waits for it: progress, cancel, the way to its log, and its problem. */
export function JobCard({ id, className }: { id: string; className?: string }) {
  const t = useTranslations('jobs');
  const words = useJobWords();
  const job = useJob(id);
  const act = useActOnJob();
  if (!job.data) return job.isError ? <Problem error={job.error} /> : <Skeleton className="h-14" />;
  const { data } = job;
  return (
    <div className={className}>
      <div className="flex flex-col gap-2 rounded-md border px-3 py-2.5">
        <div className="flex items-center justify-between gap-3">
          <span className="font-medium">
            {words.kind(data.kind)} <span className="font-normal text-ink-3">{words.state(data)}</span>
          </span>
          <span className="flex items-center gap-1">
            <Link
              href={`/jobs/${id}`}
              className="inline-flex h-7 items-center rounded-md px-2 text-accent text-xs hover:underline"
            >
              {t('log')}
            </Link>
            {!isOver(data.state) && (
              <Button
                size="sm"
                variant="ghost"
                disabled={data.cancelRequested}
                onClick={() => act.mutate({ id, action: 'cancel' })}
              >
                {t('action.cancel')}
              </Button>
            )}
          </span>
        </div>
        {!isOver(data.state) && <JobBar job={data} />}
        {data.error && <p className="text-danger">{data.error.message}</p>}
        {data.error?.hint && <p className="text-ink-2">{data.error.hint}</p>}
      </div>
    </div>
  );
}
