'use client';
import { Ellipsis, GitCompareArrows, Rocket, RotateCcw, Undo2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/query-view';
import { toast } from '@/components/ui/toast';
import { useUrlState } from '@/components/ui/use-url-state';
import type { Release, ReleaseRecord } from '@/lib/contracts/releases';
import { isMixedStage } from './configuration-facts';
import { ConfigurationFlow } from './configuration-flow';
import { FindingsPanel } from './findings-panel';
import { GatePanel } from './gate-panel';
import { MoveList } from './move-list';
import { PromoteDialog } from './promote-dialog';
import { useRelease } from './queries/get-release';
import { useReleases } from './queries/list-releases';
import { useWithdrawRelease } from './queries/withdraw-release';
import { ReleaseFacts } from './release-facts';
import { ReleaseStateMark } from './release-state';
import { RollBackDialog } from './roll-back-dialog';

/** One release: what it consists of, whether it may become live, what it is bound to, and what happened to it. */
export function ReleaseScreen({ id }: { id: string }) {
  const t = useTranslations('releases');
  const release = useRelease(id);
  const releases = useReleases();
  const { data } = release;
  const live = releases.data?.releases.find((candidate) => candidate.state === 'live');
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/releases' }]}
        title={data ? t('number', { number: data.number }) : t('one')}
        description={data?.reason}
        status={
          data && (
            <>
              <ReleaseStateMark state={data.state} />
              {isMixedStage(data.configuration) && <Badge tone="accent">{t('mixedStage')}</Badge>}
              {data.isSample && <Badge>{t('sample')}</Badge>}
            </>
          )
        }
        actions={data && <Actions release={data} live={live} />}
      />
      <QueryView query={release}>{(record) => <ReleaseView release={record} />}</QueryView>
    </>
  );
}

function ReleaseView({ release }: { release: ReleaseRecord }) {
  const t = useTranslations('releases');
  return (
    <>
      <ConfigurationFlow configuration={release.configuration} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6">
          {release.state !== 'live' && (
            <Panel title={t('gate.title')} description={t('gate.description')}>
              <GatePanel gate={release.gate} />
            </Panel>
          )}
          <FindingsPanel findings={release.findings} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <ReleaseFacts release={release} />
          {release.moves.length > 0 && (
            <Panel title={t('history.ofRelease')} isFlush>
              <MoveList moves={release.moves} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

function Actions({ release, live }: { release: ReleaseRecord; live: Release | undefined }) {
  const t = useTranslations('releases');
  const router = useRouter();
  const [search, change] = useUrlState();
  const [isWithdrawing, setIsWithdrawing] = useState(false);
  const withdraw = useWithdrawRelease(release.id);
  const wasLive = release.state === 'warm' || release.state === 'earlier';
  const mayBeLive = release.state !== 'live' && release.state !== 'withdrawn';
  return (
    <>
      {wasLive && live && (
        <Button onClick={() => change({ rollback: 'open' })}>
          <RotateCcw aria-hidden />
          {t('rollBack.open')}
        </Button>
      )}
      {mayBeLive && (
        <Button variant="primary" onClick={() => change({ promote: 'open' })}>
          <Rocket aria-hidden />
          {t('promote.open')}
        </Button>
      )}
      <Menu
        trigger={
          <IconButton variant="secondary" label={t('actions')}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={[
          live &&
            live.id !== release.id && {
              kind: 'action',
              label: t('compareWithLive'),
              icon: GitCompareArrows,
              onSelect: () => router.push(`/releases/compare?left=${live.id}&right=${release.id}`),
            },
          {
            kind: 'link',
            label: t('tryIt'),
            href: `/playground?a=${release.id}${live && live.id !== release.id ? `&b=${live.id}` : ''}`,
          },
          release.state === 'candidate' && { kind: 'separator' },
          release.state === 'candidate' && {
            kind: 'action',
            label: t('withdraw.open'),
            icon: Undo2,
            isDanger: true,
            onSelect: () => setIsWithdrawing(true),
          },
        ]}
      />
      {search.get('promote') === 'open' && mayBeLive && (
        <PromoteDialog release={release} live={live} onClose={() => change({ promote: undefined })} />
      )}
      {search.get('rollback') === 'open' && wasLive && live && (
        <RollBackDialog
          target={release}
          live={live}
          pointerVersion={release.pointerVersion}
          onClose={() => change({ rollback: undefined })}
        />
      )}
      <ConfirmDialog
        isOpen={isWithdrawing}
        onClose={() => setIsWithdrawing(false)}
        title={t('withdraw.title', { number: release.number })}
        description={t('withdraw.detail')}
        confirmLabel={t('withdraw.open')}
        tone="danger"
        reason="required"
        onConfirm={async (reason) => {
          await withdraw.mutateAsync(reason);
          toast.ok({ title: t('withdraw.done', { number: release.number }) });
        }}
      />
    </>
  );
}
