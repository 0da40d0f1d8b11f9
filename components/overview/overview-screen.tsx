'use client';
import { Rocket } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useApplications } from '@/components/applications/queries/list-applications';
import { JobCard } from '@/components/jobs/job-progress';
import { isOver } from '@/components/jobs/job-words';
import { useJobs } from '@/components/jobs/queries/list-jobs';
import { ConfigurationFlow } from '@/components/releases/configuration-flow';
import { useLive } from '@/components/releases/queries/get-live';
import { useReleases } from '@/components/releases/queries/list-releases';
import { StatusDot } from '@/components/ui/badge';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/query-view';
import { Skeleton } from '@/components/ui/skeleton';
import { StatTile, StatTiles } from '@/components/ui/stat-tile';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { Application } from '@/lib/contracts/applications';
import { FirstSteps } from './first-steps-panel';
import { OpenDecisions } from './open-decisions';

/** What an operator needs to know on arriving: what is live, how it is, what waits for a decision, what runs. */
export function OverviewScreen({ intro }: { intro?: ReactNode }) {
  const t = useTranslations('overview');
  const applications = useApplications();
  const jobs = useJobs();
  const running = jobs.data?.jobs.filter((job) => !isOver(job.state)).slice(0, 4) ?? [];
  return (
    <>
      <PageHeader title={t('title')} />
      {intro}
      <FirstSteps />
      <LivePanel />
      {applications.data && applications.data.applications.length > 0 && (
        <Traffic applications={applications.data.applications} />
      )}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <OpenDecisions />
        <Panel
          title={t('running.title')}
          actions={
            <LinkButton href="/jobs" variant="quiet" size="text">
              {t('running.all')}
            </LinkButton>
          }
        >
          {running.length === 0 ? (
            <p className="text-ink-3">{t('running.none')}</p>
          ) : (
            <div className="flex flex-col gap-2">
              {running.map((job) => (
                <JobCard key={job.id} id={job.id} />
              ))}
            </div>
          )}
        </Panel>
      </div>
    </>
  );
}

function LivePanel() {
  const t = useTranslations('overview.live');
  const state = useTranslations('shell.live');
  const releases = useReleases();
  const live = useLive();
  const health = live.data?.health ?? 'unknown';
  const word = {
    healthy: state('healthy'),
    loading: state('loading'),
    failing: state('failing'),
    unknown: state('unreachable'),
  }[health];
  const tone = ({ healthy: 'ok', loading: 'information', failing: 'danger', unknown: 'neutral' } as const)[health];
  return (
    <QueryView query={releases} loading={<Skeleton className="h-40" />}>
      {(data) => {
        const release = data.releases.find((candidate) => candidate.state === 'live');
        if (!release) {
          return (
            <EmptyState
              icon={Rocket}
              title={t('none')}
              action={<LinkButton href="/releases/new">{t('mix')}</LinkButton>}
            >
              {t('noneDetail')}
            </EmptyState>
          );
        }
        return (
          <Panel
            title={
              <span className="flex flex-wrap items-center gap-3">
                <Link href={`/releases/${release.id}`} className="hover:underline">
                  {t('title', { number: release.number })}
                </Link>
                <StatusDot tone={tone}>{word}</StatusDot>
                {live.data?.release && (
                  <span className="font-normal text-ink-3">
                    <Time at={live.data.release.since} />
                  </span>
                )}
              </span>
            }
            description={release.reason}
          >
            <ConfigurationFlow configuration={release.configuration} />
          </Panel>
        );
      }}
    </QueryView>
  );
}

function Traffic({ applications }: { applications: readonly Application[] }) {
  const t = useTranslations('overview.traffic');
  const format = useFormat();
  const requests = applications.reduce((sum, application) => sum + application.recent.requests, 0);
  const failures = applications.reduce((sum, application) => sum + application.recent.failures, 0);
  const slowest = applications
    .filter((application) => application.recent.p95Ms !== null)
    .toSorted((a, b) => (b.recent.p95Ms ?? 0) - (a.recent.p95Ms ?? 0))[0];
  return (
    <StatTiles>
      <StatTile label={t('requests')} value={format.number(requests)} note={t('week')} />
      <StatTile
        label={t('failures')}
        value={format.number(failures)}
        note={requests > 0 ? format.percent(failures / requests, 2) : t('week')}
        tone={failures > 0 ? 'danger' : undefined}
      />
      <StatTile
        label={t('applications')}
        value={format.number(applications.length)}
        note={t('calling', { count: applications.filter((application) => application.recent.requests > 0).length })}
      />
      <StatTile label={t('slowest')} value={format.duration(slowest?.recent.p95Ms)} note={slowest?.name} />
    </StatTiles>
  );
}
