'use client';
import { ChartSpline } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Problem } from '@/components/ui/problem';
import { Time } from '@/components/ui/time';
import type { EvaluationSummary } from '@/lib/contracts/evaluations';
import { useEvaluations } from './queries/list-evaluations';

/** Evaluations of some kinds, newest first. */
export function EvaluationTable({
  kinds,
  dataset,
  toolbar,
  action,
}: {
  kinds?: readonly EvaluationSummary['kind'][];
  dataset?: string | undefined;
  toolbar?: ReactNode;
  action?: ReactNode;
}) {
  const t = useTranslations('evaluations');
  const evaluations = useEvaluations();
  if (evaluations.isError && !evaluations.data)
    return <Problem error={evaluations.error} onRetry={() => evaluations.refetch()} />;
  const rows = evaluations.data?.evaluations.filter(
    (one) => (!kinds || kinds.includes(one.kind)) && (!dataset || one.dataset?.slug === dataset),
  );
  const columns: Column<EvaluationSummary>[] = [
    {
      key: 'name',
      header: t('column.name'),
      value: (one) => one.name,
      cell: (one) => (
        <span className="flex flex-wrap items-center gap-2">
          <Link href={`/evaluations/${one.id}`} className="font-medium hover:underline">
            {one.name}
          </Link>
          {one.isSample && <Badge>{t('sample')}</Badge>}
        </span>
      ),
    },
    {
      key: 'kind',
      header: t('column.kind'),
      value: (one) => one.kind,
      cell: (one) => <Badge>{t(`kind.${one.kind}`)}</Badge>,
    },
    {
      key: 'dataset',
      header: t('column.dataset'),
      from: 'md',
      value: (one) => one.dataset?.name,
      cell: (one) =>
        one.dataset ? (
          <Link href={`/datasets/${one.dataset.slug}`} className="hover:underline">
            {one.dataset.name}
          </Link>
        ) : (
          '–'
        ),
    },
    { key: 'split', header: t('column.split'), from: 'lg', value: (one) => one.split, cell: (one) => one.split ?? '–' },
    {
      key: 'by',
      header: t('column.by'),
      from: 'xl',
      value: (one) => one.createdBy.name,
      cell: (one) => one.createdBy.name,
    },
    {
      key: 'at',
      header: t('column.at'),
      from: 'sm',
      value: (one) => one.createdAt,
      cell: (one) => <Time at={one.createdAt} className="whitespace-nowrap" />,
    },
  ];
  return (
    <DataTable
      name="evaluations"
      label={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(one) => one.id}
      isLoading={evaluations.isPending}
      toolbar={toolbar}
      empty={
        <EmptyState icon={ChartSpline} title={t('empty.title')} action={action}>
          {t('empty.detail')}
        </EmptyState>
      }
    />
  );
}
