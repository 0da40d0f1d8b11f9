'use client';
import { ListChecks } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { StatusDot } from '@/components/ui/badge';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { type Job, jobStateSchema } from '@/lib/contracts/jobs';
import { JobActions } from './job-actions';
import { JobBar } from './job-progress';
import { isOver, stateTone, useJobWords } from './job-words';
import { useJobs } from './queries/list-jobs';

/** All long work: what runs, what waits, what failed and why. */
export function JobsScreen() {
  const t = useTranslations('jobs');
  const words = useJobWords();
  const [search] = useUrlState();
  const jobs = useJobs();
  const columns = useJobColumns();
  const kinds = [...new Set(jobs.data?.jobs.map((job) => job.kind))].sort();
  const rows = jobs.data?.jobs.filter(
    (job) =>
      (!search.get('state') || job.state === search.get('state')) &&
      (!search.get('kind') || job.kind === search.get('kind')),
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {jobs.isError && !jobs.data ? (
        <Problem error={jobs.error} onRetry={() => jobs.refetch()} />
      ) : (
        <DataTable
          name="jobs"
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(job) => job.id}
          isLoading={jobs.isPending}
          toolbar={
            <>
              <ChoiceFilter
                name="state"
                label={t('column.state')}
                options={jobStateSchema.options.map((value) => ({ value, label: t(`state.${value}`) }))}
              />
              <ChoiceFilter
                name="kind"
                label={t('column.kind')}
                options={kinds.map((value) => ({ value, label: words.kind(value) }))}
              />
              <ClearFilters names={['state', 'kind']} />
            </>
          }
          empty={
            <EmptyState icon={ListChecks} title={t('empty.title')}>
              {t('empty.detail')}
            </EmptyState>
          }
        />
      )}
    </>
  );
}

function useJobColumns(): Column<Job>[] {
  const t = useTranslations('jobs');
  const words = useJobWords();
  const format = useFormat();
  const tookMs = (job: Job) =>
    job.startedAt && job.finishedAt ? Date.parse(job.finishedAt) - Date.parse(job.startedAt) : undefined;
  return [
    {
      key: 'kind',
      header: t('column.kind'),
      value: (job) => words.kind(job.kind),
      cell: (job) => (
        <Link href={`/jobs/${job.id}`} className="whitespace-nowrap font-medium hover:underline">
          {words.kind(job.kind)}
        </Link>
      ),
    },
    {
      key: 'state',
      header: t('column.state'),
      value: (job) => words.state(job),
      cell: (job) => (
        <StatusDot tone={stateTone[job.state]} isActive={job.state === 'running'}>
          {words.state(job)}
        </StatusDot>
      ),
    },
    {
      key: 'progress',
      header: t('column.progress'),
      from: 'md',
      className: 'w-[34%]',
      cell: (job) =>
        job.state === 'failed' ? (
          <span className="line-clamp-1 text-danger" title={job.error?.message}>
            {job.error?.message}
          </span>
        ) : isOver(job.state) ? null : (
          <JobBar job={job} />
        ),
    },
    {
      key: 'by',
      header: t('column.by'),
      from: 'lg',
      value: (job) => job.createdBy.name,
      cell: (job) => <span className="whitespace-nowrap">{job.createdBy.name}</span>,
    },
    {
      key: 'created',
      header: t('column.created'),
      from: 'sm',
      value: (job) => job.createdAt,
      cell: (job) => <Time at={job.createdAt} className="whitespace-nowrap" />,
    },
    {
      key: 'took',
      header: t('column.took'),
      isNumber: true,
      from: 'sm',
      value: tookMs,
      cell: (job) => format.duration(tookMs(job)),
    },
    {
      key: 'attempts',
      header: t('column.attempts'),
      isNumber: true,
      isHiddenAtFirst: true,
      value: (job) => job.attempts,
      cell: (job) => `${job.attempts} / ${job.maxAttempts}`,
    },
    { key: 'actions', header: '', className: 'text-right', cell: (job) => <JobActions job={job} size="sm" /> },
  ];
}
