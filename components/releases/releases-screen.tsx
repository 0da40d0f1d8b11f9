'use client';
import { History, Plus, Rocket, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button, LinkButton } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/query-view';
import { Time } from '@/components/ui/time';
import { useUrlState } from '@/components/ui/use-url-state';
import { type Release, type Releases, releaseStateSchema } from '@/lib/contracts/releases';
import { isMixedStage, nameOf } from './configuration-facts';
import { ConfigurationFlow } from './configuration-flow';
import { useReleases } from './queries/list-releases';
import { ReleaseStateMark } from './release-state';
import { RollBackDialog } from './roll-back-dialog';

/** What is live, what is warm, what wants to be live, and what was. */
export function ReleasesScreen() {
  const t = useTranslations('releases');
  const releases = useReleases();
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            <LinkButton href="/releases/history">
              <History aria-hidden />
              {t('history.title')}
            </LinkButton>
            <LinkButton href="/releases/new" variant="primary">
              <Plus aria-hidden />
              {t('mixer.open')}
            </LinkButton>
          </>
        }
      />
      <QueryView query={releases}>{(data) => <ReleasesView data={data} />}</QueryView>
    </>
  );
}

function ReleasesView({ data }: { data: Releases }) {
  const t = useTranslations('releases');
  const [search] = useUrlState();
  const columns = useReleaseColumns();
  const live = data.releases.find((release) => release.state === 'live');
  const warm = data.releases.find((release) => release.state === 'warm');
  const rows = data.releases.filter((release) => !search.get('state') || release.state === search.get('state'));
  if (data.releases.length === 0) {
    return (
      <EmptyState
        icon={Rocket}
        title={t('empty.title')}
        action={
          <LinkButton href="/releases/new" variant="primary">
            {t('mixer.open')}
          </LinkButton>
        }
      >
        {t('empty.detail')}
      </EmptyState>
    );
  }
  return (
    <>
      {live ? (
        <LivePanel live={live} warm={warm} pointerVersion={data.pointerVersion} />
      ) : (
        <EmptyState icon={Rocket} title={t('nothingLive')}>
          {t('nothingLiveDetail')}
        </EmptyState>
      )}
      <DataTable
        name="releases"
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(release) => release.id}
        toolbar={
          <>
            <ChoiceFilter
              name="state"
              label={t('column.state')}
              options={releaseStateSchema.options.map((value) => ({ value, label: t(`state.${value}`) }))}
            />
            <ClearFilters names={['state']} />
          </>
        }
        empty={<p className="py-8 text-center text-ink-3">{t('noMatch')}</p>}
      />
    </>
  );
}

function LivePanel({
  live,
  warm,
  pointerVersion,
}: {
  live: Release;
  warm: Release | undefined;
  pointerVersion: number;
}) {
  const t = useTranslations('releases');
  const [isRollingBack, setIsRollingBack] = useState(false);
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-3">
          <Link href={`/releases/${live.id}`} className="hover:underline">
            {t('number', { number: live.number })}
          </Link>
          <ReleaseStateMark state="live" />
          {isMixedStage(live.configuration) && <Badge tone="accent">{t('mixedStage')}</Badge>}
        </span>
      }
      description={live.reason}
      actions={
        warm && (
          <Button onClick={() => setIsRollingBack(true)}>
            <RotateCcw aria-hidden />
            {t('rollBack.to', { number: warm.number })}
          </Button>
        )
      }
    >
      <ConfigurationFlow configuration={live.configuration} />
      {isRollingBack && warm && (
        <RollBackDialog
          target={warm}
          live={live}
          pointerVersion={pointerVersion}
          onClose={() => setIsRollingBack(false)}
        />
      )}
    </Panel>
  );
}

function useReleaseColumns(): Column<Release>[] {
  const t = useTranslations('releases');
  const find = (release: Release, id: string) =>
    release.configuration.checkpoints.find((checkpoint) => checkpoint.id === id);
  const stages = (release: Release, ids: readonly string[]) =>
    ids.map((id) => find(release, id)?.stage ?? id.slice(0, 8));
  const idsOf = (release: Release) => release.configuration.spec.embedders.map((embedder) => embedder.checkpointId);
  const embedders = (release: Release) =>
    [...stages(release, idsOf(release)), ...(release.configuration.spec.bm25 ? ['BM25'] : [])].join(' + ');
  const rerankerIds = (release: Release) =>
    release.configuration.spec.reranker ? [release.configuration.spec.reranker.checkpointId] : [];
  const names = (release: Release, ids: readonly string[]) =>
    ids.map((id) => nameOf(release.configuration.checkpoints, id)).join(' + ');
  return [
    {
      key: 'number',
      header: t('column.number'),
      value: (release) => release.number,
      cell: (release) => (
        <Link href={`/releases/${release.id}`} className="tabular whitespace-nowrap font-medium hover:underline">
          {t('number', { number: release.number })}
        </Link>
      ),
    },
    {
      key: 'state',
      header: t('column.state'),
      value: (release) => releaseStateSchema.options.indexOf(release.state),
      cell: (release) => (
        <span className="flex gap-2">
          <ReleaseStateMark state={release.state} />
          {release.isSample && <Badge>{t('sample')}</Badge>}
        </span>
      ),
    },
    {
      key: 'embedder',
      header: t('part.embedders'),
      from: 'md',
      value: embedders,
      cell: (release) => (
        <span title={names(release, idsOf(release))} className="whitespace-nowrap">
          {embedders(release)}
        </span>
      ),
    },
    {
      key: 'reranker',
      header: t('part.reranker'),
      from: 'md',
      value: (release) => stages(release, rerankerIds(release))[0],
      cell: (release) => (
        <span title={names(release, rerankerIds(release))} className="whitespace-nowrap">
          {stages(release, rerankerIds(release))[0] ?? '–'}
        </span>
      ),
    },
    {
      key: 'point',
      header: t('column.point'),
      definition: t('definition.point'),
      isNumber: true,
      from: 'sm',
      value: (release) => release.configuration.spec.operatingPoint.budget,
      cell: (release) =>
        `${release.configuration.spec.operatingPoint.budget} → ${release.configuration.spec.operatingPoint.depth}`,
    },
    {
      key: 'evidence',
      header: t('column.evidence'),
      isNumber: true,
      from: 'lg',
      value: (release) => release.findings.length,
      cell: (release) => release.findings.length,
    },
    {
      key: 'reason',
      header: t('column.reason'),
      from: 'xl',
      className: 'max-w-72',
      value: (release) => release.reason,
      cell: (release) => <span className="line-clamp-1 text-ink-2">{release.reason}</span>,
    },
    {
      key: 'created',
      header: t('column.created'),
      from: 'sm',
      value: (release) => release.createdAt,
      cell: (release) => <Time at={release.createdAt} className="whitespace-nowrap" />,
    },
    {
      key: 'by',
      header: t('column.by'),
      from: 'lg',
      isHiddenAtFirst: true,
      value: (release) => release.createdBy.name,
      cell: (release) => release.createdBy.name,
    },
  ];
}
