'use client';
import { Ellipsis, Trash2 } from 'lucide-react';
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
import type { DatasetRecord } from '@/lib/contracts/datasets';
import { DatasetFacts } from './dataset-facts';
import { DatasetSettings } from './dataset-settings';
import { DocumentsTab } from './documents-tab';
import { useDeleteDataset } from './queries/delete-dataset';
import { useDataset } from './queries/get-dataset';
import { QueriesTab } from './queries-tab';
import { VersionsTab } from './versions-tab';

/** One dataset: what is in it, what its import found, its versions and its instruction. */
export function DatasetScreen({ id }: { id: string }) {
  const t = useTranslations('datasets');
  const dataset = useDataset(id);
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/datasets' }]}
        title={dataset.data?.name ?? id}
        description={dataset.data?.taskDescription}
        status={
          dataset.data && (
            <>
              <Badge>{t('versionNumber', { number: dataset.data.version.number })}</Badge>
              {dataset.data.isSample && <Badge tone="information">{t('sample')}</Badge>}
            </>
          )
        }
        actions={
          dataset.data && (
            <>
              <LinkButton href={`/playground?corpus=${dataset.data.version.corpusHash}`}>{t('tryIt')}</LinkButton>
              <Menu
                trigger={
                  <IconButton variant="secondary" label={t('actions')}>
                    <Ellipsis aria-hidden />
                  </IconButton>
                }
                entries={[
                  {
                    kind: 'action',
                    label: t('delete.open'),
                    icon: Trash2,
                    isDanger: true,
                    onSelect: () => setIsDeleting(true),
                  },
                ]}
              />
            </>
          )
        }
      />
      <QueryView query={dataset}>{(record) => <DatasetView dataset={record} />}</QueryView>
      {isDeleting && dataset.data && <DeleteDialog dataset={dataset.data} onClose={() => setIsDeleting(false)} />}
    </>
  );
}

function DatasetView({ dataset }: { dataset: DatasetRecord }) {
  const t = useTranslations('datasets');
  const format = useFormat();
  const [search, change] = useUrlState();
  const splits = Object.entries(dataset.version.splits);
  return (
    <>
      <StatTiles>
        <StatTile
          label={t('column.documents')}
          value={format.number(dataset.corpus.documentCount)}
          note={format.bytes(dataset.corpus.sizeBytes)}
        />
        <StatTile label={t('column.queries')} value={format.number(dataset.version.queryCount)} />
        {splits.map(([split, size]) => (
          <StatTile
            key={split}
            label={t('splitOf', { split })}
            value={format.number(size.queries)}
            note={t('pairs', { pairs: format.number(size.pairs) })}
          />
        ))}
      </StatTiles>
      <Tabs
        label={dataset.name}
        value={search.get('tab') ?? 'facts'}
        onChange={(tab) => change({ tab: tab === 'facts' ? undefined : tab, q: undefined, skip: undefined })}
        tabs={[
          { value: 'facts', label: t('tab.facts'), content: <DatasetFacts dataset={dataset} /> },
          {
            value: 'documents',
            label: t('tab.documents'),
            content: <DocumentsTab corpusHash={dataset.version.corpusHash} />,
          },
          { value: 'queries', label: t('tab.queries'), content: <QueriesTab dataset={dataset} /> },
          {
            value: 'versions',
            label: t('tab.versions'),
            count: dataset.versions.length,
            content: <VersionsTab versions={dataset.versions} />,
          },
          { value: 'settings', label: t('tab.settings'), content: <DatasetSettings dataset={dataset} /> },
        ]}
      />
    </>
  );
}

function DeleteDialog({ dataset, onClose }: { dataset: DatasetRecord; onClose: () => void }) {
  const t = useTranslations('datasets.delete');
  const router = useRouter();
  const remove = useDeleteDataset(dataset.id);
  const others = dataset.corpus.datasets.filter((other) => other.slug !== dataset.slug);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('title', { name: dataset.name })}
      description={t('detail', { versions: dataset.versions.length })}
      confirmLabel={t('confirm')}
      tone="danger"
      typedWord={dataset.slug}
      onConfirm={async () => {
        await remove.mutateAsync();
        toast.ok({ title: t('done', { name: dataset.name }) });
        router.push('/datasets');
      }}
    >
      <p className="text-ink-2">
        {others.length > 0
          ? t('corpusStays', { names: others.map((other) => other.name).join(', ') })
          : t('corpusGoes')}
      </p>
    </ConfirmDialog>
  );
}
