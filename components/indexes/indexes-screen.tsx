'use client';
import { Layers, Plus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { StageBadge } from '@/components/checkpoints/stage-badge';
import { StatusDot } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { HashChip } from '@/components/ui/hash-chip';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { Progress } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { type Index, indexStateSchema } from '@/lib/contracts/indexes';
import { BuildIndexDialog } from './build-index-dialog';
import { useDeleteIndex } from './queries/delete-index';
import { useIndexes } from './queries/list-indexes';

const tones = { ready: 'ok', building: 'information', failed: 'danger' } as const;

/** The vectors of each corpus by each embedder, bound by hash to both. */
export function IndexesScreen() {
  const t = useTranslations('indexes');
  const indexes = useIndexes();
  const remove = useDeleteIndex();
  const [search, change] = useUrlState();
  const [deleting, setDeleting] = useState<Index>();
  const columns = useIndexColumns(setDeleting);
  const all = indexes.data?.indexes;
  const corpora = indexes.data?.choice.corpora ?? [];
  const rows = all?.filter(
    (index) =>
      (!search.get('state') || index.state === search.get('state')) &&
      (!search.get('corpus') || index.corpus.hash === search.get('corpus')),
  );
  const buildButton = (
    <Button variant="primary" onClick={() => change({ build: 'open' })}>
      <Plus aria-hidden />
      {t('build.open')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={buildButton} />
      {indexes.isError && !all ? (
        <Problem error={indexes.error} onRetry={() => indexes.refetch()} />
      ) : all?.length === 0 ? (
        <EmptyState icon={Layers} title={t('empty.title')} action={buildButton}>
          {t('empty.detail')}
        </EmptyState>
      ) : (
        <DataTable
          name="indexes"
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(index) => index.id}
          isLoading={indexes.isPending}
          toolbar={
            <>
              <ChoiceFilter
                name="state"
                label={t('column.state')}
                options={indexStateSchema.options.map((value) => ({ value, label: t(`state.${value}`) }))}
              />
              <ChoiceFilter
                name="corpus"
                label={t('column.corpus')}
                options={corpora.map((corpus) => ({ value: corpus.hash, label: corpus.name }))}
              />
              <ClearFilters names={['state', 'corpus']} />
            </>
          }
          empty={<p className="py-8 text-center text-ink-3">{t('noMatch')}</p>}
        />
      )}
      {search.get('build') === 'open' && indexes.data && (
        <BuildIndexDialog indexes={indexes.data} onClose={() => change({ build: undefined })} />
      )}
      <ConfirmDialog
        isOpen={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={t('delete.title')}
        description={
          deleting && t('delete.detail', { checkpoint: deleting.checkpoint.name, corpus: deleting.corpus.name })
        }
        confirmLabel={t('delete.confirm')}
        tone="danger"
        reason="required"
        onConfirm={async (reason) => {
          if (!deleting) return;
          await remove.mutateAsync({ id: deleting.id, reason });
          toast.ok({ title: t('delete.done') });
        }}
      />
    </>
  );
}

function useIndexColumns(onDelete: (index: Index) => void): Column<Index>[] {
  const t = useTranslations('indexes');
  const format = useFormat();
  return [
    {
      key: 'checkpoint',
      header: t('column.checkpoint'),
      value: (index) => index.checkpoint.name,
      cell: (index) => (
        <span className="flex items-center gap-2 whitespace-nowrap">
          <Link href={`/checkpoints/${index.checkpoint.id}`} className="font-medium hover:underline">
            {index.checkpoint.name}
          </Link>
          <StageBadge stage={index.checkpoint.stage} />
        </span>
      ),
    },
    {
      key: 'corpus',
      header: t('column.corpus'),
      value: (index) => index.corpus.name,
      cell: (index) => <span className="whitespace-nowrap">{index.corpus.name}</span>,
    },
    {
      key: 'state',
      header: t('column.state'),
      value: (index) => index.state,
      className: 'min-w-36',
      cell: (index) =>
        index.state === 'building' && index.progress ? (
          <Progress
            label={t('buildingOf', { checkpoint: index.checkpoint.name, corpus: index.corpus.name })}
            share={index.progress.total > 0 ? index.progress.done / index.progress.total : undefined}
            note={
              index.progress.etaS
                ? t('left', { time: format.duration(Math.max(1, Math.round(index.progress.etaS)) * 1000) })
                : undefined
            }
          />
        ) : (
          <StatusDot tone={tones[index.state]} isActive={index.state === 'building'}>
            {t(`state.${index.state}`)}
          </StatusDot>
        ),
    },
    {
      key: 'documents',
      header: t('column.documents'),
      isNumber: true,
      from: 'sm',
      value: (index) => index.documents,
      cell: (index) => format.number(index.documents),
    },
    {
      key: 'dimension',
      header: t('column.dimension'),
      isNumber: true,
      from: 'md',
      value: (index) => index.dimension,
      cell: (index) => format.number(index.dimension),
    },
    {
      key: 'size',
      header: t('column.size'),
      isNumber: true,
      from: 'md',
      value: (index) => index.sizeBytes,
      cell: (index) => format.bytes(index.sizeBytes),
    },
    {
      key: 'speed',
      header: t('column.speed'),
      definition: t('definition.speed'),
      isNumber: true,
      from: 'xl',
      value: (index) => index.textsPerS,
      cell: (index) => format.number(index.textsPerS),
    },
    {
      key: 'reused',
      header: t('column.reused'),
      definition: t('definition.reused'),
      isNumber: true,
      isHiddenAtFirst: true,
      value: (index) => index.reusedTexts,
      cell: (index) => format.number(index.reusedTexts),
    },
    {
      key: 'releases',
      header: t('column.releases'),
      from: 'lg',
      cell: (index) => (
        <span className="flex gap-2">
          {index.releases.map((release) => (
            <Link key={release.id} href={`/releases/${release.id}`} className="tabular hover:underline">
              {release.isLive ? <StatusDot tone="ok">{release.number}</StatusDot> : release.number}
            </Link>
          ))}
        </span>
      ),
    },
    {
      key: 'hash',
      header: t('column.hash'),
      definition: t('definition.hash'),
      from: 'xl',
      isHiddenAtFirst: true,
      value: (index) => index.manifestHash,
      cell: (index) => index.manifestHash && <HashChip hash={index.manifestHash} />,
    },
    {
      key: 'built',
      header: t('column.built'),
      from: 'lg',
      value: (index) => index.builtAt,
      cell: (index) => (index.builtAt ? <Time at={index.builtAt} className="whitespace-nowrap" /> : '–'),
    },
    {
      key: 'actions',
      header: '',
      className: 'text-right',
      cell: (index) => (
        <span className="inline-flex gap-1">
          {index.jobId && index.state !== 'ready' && (
            <Link
              href={`/jobs/${index.jobId}`}
              className="inline-flex h-7 items-center rounded-md px-2 text-accent text-xs hover:underline"
            >
              {t('job')}
            </Link>
          )}
          {index.releases.length === 0 && index.state !== 'building' && (
            <Button
              size="sm"
              variant="ghost"
              aria-label={t('delete.named', { checkpoint: index.checkpoint.name, corpus: index.corpus.name })}
              onClick={() => onDelete(index)}
            >
              {t('delete.confirm')}
            </Button>
          )}
        </span>
      ),
    },
  ];
}
