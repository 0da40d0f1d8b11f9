'use client';
import { Database, Upload } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { JobCard } from '@/components/jobs/job-progress';
import { isOver } from '@/components/jobs/job-words';
import { useJobs } from '@/components/jobs/queries/list-jobs';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters, SearchFilter } from '@/components/ui/filter-bar';
import { HashChip } from '@/components/ui/hash-chip';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { Dataset } from '@/lib/contracts/datasets';
import { ImportDialog } from './import-dialog';
import { useDatasets } from './queries/list-datasets';

/** The collections that everything is trained on, measured on and served over. */
export function DatasetsScreen() {
  const t = useTranslations('datasets');
  const datasets = useDatasets();
  const imports = useJobs({ kind: 'dataset.import' });
  const [search, change] = useUrlState();
  const columns = useDatasetColumns();
  const isImporting = search.get('import') === 'open';
  const [started, setStarted] = useState<string>();
  const wanted = (search.get('q') ?? '').toLowerCase();
  const languages = [...new Set(datasets.data?.datasets.flatMap((dataset) => dataset.language ?? []))].sort();
  const rows = datasets.data?.datasets.filter(
    (dataset) =>
      `${dataset.name} ${dataset.slug} ${dataset.version.contentHash}`.toLowerCase().includes(wanted) &&
      (!search.get('language') || dataset.language === search.get('language')),
  );
  const running = imports.data?.jobs.filter((job) => !isOver(job.state) || job.id === started) ?? [];
  const isEmpty = datasets.data?.datasets.length === 0;
  const importButton = (
    <Button variant="primary" onClick={() => change({ import: 'open' })}>
      <Upload aria-hidden />
      {t('import.open')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={importButton} />
      {running.map((job) => (
        <JobCard key={job.id} id={job.id} />
      ))}
      {datasets.isError && !datasets.data ? (
        <Problem error={datasets.error} onRetry={() => datasets.refetch()} />
      ) : isEmpty ? (
        <EmptyState icon={Database} title={t('empty.title')} action={importButton}>
          {t('empty.detail')}
        </EmptyState>
      ) : (
        <DataTable
          name="datasets"
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(dataset) => dataset.id}
          isLoading={datasets.isPending}
          toolbar={
            <>
              <SearchFilter label={t('search')} />
              {languages.length > 1 && (
                <ChoiceFilter
                  name="language"
                  label={t('column.language')}
                  options={languages.map((value) => ({ value, label: value }))}
                />
              )}
              <ClearFilters names={['q', 'language']} />
            </>
          }
          empty={<p className="py-8 text-center text-ink-3">{t('noMatch')}</p>}
        />
      )}
      {isImporting && (
        <ImportDialog
          onClose={() => change({ import: undefined })}
          onStarted={(jobId) => {
            setStarted(jobId);
            change({ import: undefined });
          }}
        />
      )}
    </>
  );
}

function useDatasetColumns(): Column<Dataset>[] {
  const t = useTranslations('datasets');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      value: (dataset) => dataset.name,
      cell: (dataset) => (
        <span className="flex min-w-44 items-center gap-2">
          <Link href={`/datasets/${dataset.slug}`} className="font-medium hover:underline">
            {dataset.name}
          </Link>
          {dataset.isSample && <Badge>{t('sample')}</Badge>}
        </span>
      ),
    },
    {
      key: 'slug',
      header: t('column.slug'),
      isHiddenAtFirst: true,
      value: (dataset) => dataset.slug,
      cell: (dataset) => <code className="font-mono text-xs">{dataset.slug}</code>,
    },
    {
      key: 'language',
      header: t('column.language'),
      from: 'md',
      value: (dataset) => dataset.language,
      cell: (dataset) => dataset.language ?? '–',
    },
    {
      key: 'documents',
      header: t('column.documents'),
      isNumber: true,
      value: (dataset) => dataset.version.documentCount,
      cell: (dataset) => format.number(dataset.version.documentCount),
    },
    {
      key: 'queries',
      header: t('column.queries'),
      isNumber: true,
      from: 'sm',
      value: (dataset) => dataset.version.queryCount,
      cell: (dataset) => format.number(dataset.version.queryCount),
    },
    {
      key: 'splits',
      header: t('column.splits'),
      definition: t('definition.split'),
      from: 'lg',
      cell: (dataset) => (
        <span className="tabular flex gap-3 whitespace-nowrap text-ink-2">
          {Object.entries(dataset.version.splits).map(([split, size]) => (
            <span key={split}>
              {split} <span className="text-ink-3">{format.number(size.queries)}</span>
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'version',
      header: t('column.version'),
      isNumber: true,
      from: 'md',
      value: (dataset) => dataset.version.number,
      cell: (dataset) => dataset.version.number,
    },
    {
      key: 'hash',
      header: t('column.hash'),
      definition: t('definition.hash'),
      from: 'xl',
      value: (dataset) => dataset.version.contentHash,
      cell: (dataset) => <HashChip hash={dataset.version.contentHash} />,
    },
    {
      key: 'imported',
      header: t('column.imported'),
      from: 'md',
      value: (dataset) => dataset.version.createdAt,
      cell: (dataset) => <Time at={dataset.version.createdAt} className="whitespace-nowrap" />,
    },
  ];
}
