'use client';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/ui/data-table';
import { HashChip } from '@/components/ui/hash-chip';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { DatasetVersion } from '@/lib/contracts/datasets';

/** Every version by content hash; evaluations and trainings name the one they used. */
export function VersionsTab({ versions }: { versions: readonly DatasetVersion[] }) {
  const t = useTranslations('datasets');
  const format = useFormat();
  const columns: Column<DatasetVersion>[] = [
    {
      key: 'number',
      header: t('column.version'),
      value: (version) => version.number,
      cell: (version) => <span className="font-medium">{version.number}</span>,
    },
    {
      key: 'hash',
      header: t('column.hash'),
      definition: t('definition.hash'),
      value: (version) => version.contentHash,
      cell: (version) => <HashChip hash={version.contentHash} length={12} />,
    },
    {
      key: 'corpus',
      header: t('facts.corpus'),
      from: 'md',
      value: (version) => version.corpusHash,
      cell: (version) => <HashChip hash={version.corpusHash} length={12} />,
    },
    {
      key: 'documents',
      header: t('column.documents'),
      isNumber: true,
      from: 'sm',
      value: (version) => version.documentCount,
      cell: (version) => format.number(version.documentCount),
    },
    {
      key: 'queries',
      header: t('column.queries'),
      isNumber: true,
      value: (version) => version.queryCount,
      cell: (version) => format.number(version.queryCount),
    },
    {
      key: 'imported',
      header: t('column.imported'),
      from: 'sm',
      value: (version) => version.createdAt,
      cell: (version) => <Time at={version.createdAt} />,
    },
    {
      key: 'by',
      header: t('column.by'),
      from: 'md',
      value: (version) => version.createdBy.name,
      cell: (version) => version.createdBy.name,
    },
  ];
  return (
    <div className="overflow-hidden rounded-lg border">
      <DataTable
        name="versions"
        label={t('tab.versions')}
        isCompact
        columns={columns}
        rows={versions}
        rowKey={(version) => version.id}
      />
    </div>
  );
}
