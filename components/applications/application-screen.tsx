'use client';
import { Archive, Ellipsis } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { IconButton, LinkButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { StatTile, StatTiles } from '@/components/ui/stat-tile';
import { Tabs } from '@/components/ui/tabs';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { ApplicationRecord } from '@/lib/contracts/applications';
import { ApplicationKeys } from './application-keys';
import { ApplicationRouting } from './application-routing';
import { ApplicationSettings } from './application-settings';
import { ApplicationTraffic } from './application-traffic';
import { useArchiveApplication } from './queries/archive-application';
import { useApplication } from './queries/get-application';
import { RoutingMark } from './routing-mark';

/** One application: its traffic, its keys, its task, and which release answers it. */
export function ApplicationScreen({ id }: { id: string }) {
  const t = useTranslations('applications');
  const application = useApplication(id);
  const { data } = application;
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/applications' }]}
        title={data?.name ?? t('one')}
        status={
          data && (
            <>
              <RoutingMark application={data} />
              {data.isSample && <Badge>{t('sample')}</Badge>}
            </>
          )
        }
        actions={data && <Actions application={data} />}
      />
      <QueryView query={application}>{(record) => <ApplicationView application={record} />}</QueryView>
    </>
  );
}

function ApplicationView({ application }: { application: ApplicationRecord }) {
  const t = useTranslations('applications');
  const format = useFormat();
  const [search, change] = useUrlState();
  const { recent, operatingPoint } = application;
  return (
    <>
      <StatTiles>
        <StatTile label={t('tile.requests')} value={format.number(recent.requests)} note={t('tile.week')} />
        <StatTile
          label={t('column.failures')}
          value={format.number(recent.failures)}
          note={recent.requests > 0 ? format.percent(recent.failures / recent.requests, 2) : undefined}
          tone={recent.failures > 0 ? 'danger' : undefined}
        />
        <StatTile label="p50" value={format.duration(recent.p50Ms)} note={t('definition.p50')} />
        <StatTile label="p95" value={format.duration(recent.p95Ms)} note={t('definition.p95')} />
        <StatTile
          label={t('column.point')}
          value={`${operatingPoint.budget} → ${operatingPoint.depth}`}
          note={t('tile.point')}
        />
      </StatTiles>
      <Tabs
        label={application.name}
        value={search.get('tab') ?? 'traffic'}
        onChange={(tab) => change({ tab: tab === 'traffic' ? undefined : tab })}
        tabs={[
          { value: 'traffic', label: t('tab.traffic'), content: <ApplicationTraffic application={application} /> },
          {
            value: 'keys',
            label: t('tab.keys'),
            count: application.keys.filter((key) => !key.revokedAt).length,
            content: <ApplicationKeys application={application} />,
          },
          { value: 'routing', label: t('tab.routing'), content: <ApplicationRouting application={application} /> },
          { value: 'settings', label: t('tab.settings'), content: <ApplicationSettings application={application} /> },
        ]}
      />
    </>
  );
}

function Actions({ application }: { application: ApplicationRecord }) {
  const t = useTranslations('applications');
  const router = useRouter();
  const archive = useArchiveApplication(application.id);
  const [isArchiving, setIsArchiving] = useState(false);
  return (
    <>
      {application.corpus && (
        <LinkButton href={`/playground?corpus=${application.corpus.hash}`}>{t('tryIt')}</LinkButton>
      )}
      <Menu
        trigger={
          <IconButton variant="secondary" label={t('actions')}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={[
          {
            kind: 'action',
            label: t('archive.open'),
            icon: Archive,
            isDanger: true,
            onSelect: () => setIsArchiving(true),
          },
        ]}
      />
      <ConfirmDialog
        isOpen={isArchiving}
        onClose={() => setIsArchiving(false)}
        title={t('archive.title', { name: application.name })}
        description={t('archive.detail')}
        confirmLabel={t('archive.open')}
        tone="danger"
        reason="required"
        typedWord={application.slug}
        onConfirm={async (reason) => {
          await archive.mutateAsync(reason);
          toast.ok({ title: t('archive.done', { name: application.name }) });
          router.push('/applications');
        }}
      />
    </>
  );
}
