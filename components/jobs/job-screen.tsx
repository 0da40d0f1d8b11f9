'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { StatusDot } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { LogViewer } from '@/components/ui/log-viewer';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/query-view';
import { ExactTime, Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { JobRecord } from '@/lib/contracts/jobs';
import { JobActions } from './job-actions';
import { JobBar } from './job-progress';
import { isOver, stateTone, subjectHref, useJobWords } from './job-words';
import { useJob } from './queries/get-job';

/** One job: how far it is, what it says, what came out. */
export function JobScreen({ id }: { id: string }) {
  const t = useTranslations('jobs');
  const words = useJobWords();
  const job = useJob(id);
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/jobs' }]}
        title={job.data ? words.kind(job.data.kind) : t('one')}
        status={
          job.data && (
            <StatusDot tone={stateTone[job.data.state]} isActive={job.data.state === 'running'}>
              {words.state(job.data)}
            </StatusDot>
          )
        }
        actions={job.data && <JobActions job={job.data} />}
      />
      <QueryView query={job}>{(data) => <JobView job={data} />}</QueryView>
    </>
  );
}

function JobView({ job }: { job: JobRecord }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const href = subjectHref(job);
  const tookMs = job.startedAt && job.finishedAt ? Date.parse(job.finishedAt) - Date.parse(job.startedAt) : undefined;
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
      <div className="flex min-w-0 flex-col gap-6">
        {!isOver(job.state) && (
          <Panel title={t('column.progress')}>
            <JobBar job={job} />
          </Panel>
        )}
        {job.error && (
          <Alert tone="danger" title={t('failedBecause')}>
            <p>{job.error.message}</p>
            {job.error.hint && <p>{job.error.hint}</p>}
          </Alert>
        )}
        <Panel title={t('log')}>
          <LogViewer lines={job.logs} label={t('log')} />
        </Panel>
        {job.result && Object.keys(job.result).length > 0 && (
          <CodeBlock label={t('result')} code={JSON.stringify(job.result, null, 2)} />
        )}
      </div>
      <Panel title={t('facts')} className="self-start">
        <Facts
          facts={[
            { label: t('fact.id'), value: <HashChip hash={job.id} length={8} /> },
            href !== undefined && {
              label: t('fact.subject'),
              value: (
                <Link href={href} className="text-accent hover:underline">
                  {t(`subject.${job.subjectType as 'dataset'}`)}
                </Link>
              ),
            },
            { label: t('column.by'), value: job.createdBy.name },
            { label: t('column.created'), value: <Time at={job.createdAt} /> },
            job.startedAt !== null && { label: t('fact.started'), value: <ExactTime at={job.startedAt} /> },
            job.finishedAt !== null && { label: t('fact.finished'), value: <ExactTime at={job.finishedAt} /> },
            tookMs !== undefined && { label: t('column.took'), value: format.duration(tookMs) },
            { label: t('column.attempts'), value: t('attemptOf', { attempt: job.attempts, max: job.maxAttempts }) },
          ]}
        />
      </Panel>
    </div>
  );
}
