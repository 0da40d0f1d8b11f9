'use client';
import { Dumbbell, Plus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { LinkButton } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters, SearchFilter } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { type Training, trainingStateSchema } from '@/lib/contracts/trainings';
import { useTrainings } from './queries/list-trainings';
import { TrainingBar } from './training-bar';
import { TrainingStateMark } from './training-state-mark';
import { isTrainingOver, mainMeasure, measureNames } from './training-words';

/** What was trained, what is being trained, and how well it went. */
export function TrainingsScreen() {
  const t = useTranslations('training');
  const trainings = useTrainings();
  const [search] = useUrlState();
  const columns = useTrainingColumns();
  const wanted = (search.get('q') ?? '').toLowerCase();
  const rows = trainings.data?.trainings.filter(
    (training) =>
      `${training.name} ${training.datasets.join(' ')} ${training.id}`.toLowerCase().includes(wanted) &&
      (!search.get('state') || training.state === search.get('state')) &&
      (!search.get('component') || training.component === search.get('component')),
  );
  const startButton = (
    <LinkButton href="/training/new" variant="primary">
      <Plus aria-hidden />
      {t('start.open')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={startButton} />
      {trainings.isError && !trainings.data ? (
        <Problem error={trainings.error} onRetry={() => trainings.refetch()} />
      ) : trainings.data?.trainings.length === 0 ? (
        <EmptyState icon={Dumbbell} title={t('empty.title')} action={startButton}>
          {t('empty.detail')}
        </EmptyState>
      ) : (
        <DataTable
          name="trainings"
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(training) => training.id}
          isLoading={trainings.isPending}
          toolbar={
            <>
              <SearchFilter label={t('search')} />
              <ChoiceFilter
                name="component"
                label={t('column.component')}
                options={(['embedder', 'reranker'] as const).map((value) => ({
                  value,
                  label: t(`component.${value}`),
                }))}
              />
              <ChoiceFilter
                name="state"
                label={t('column.state')}
                options={trainingStateSchema.options.map((value) => ({ value, label: t(`state.${value}`) }))}
              />
              <ClearFilters names={['q', 'component', 'state']} />
            </>
          }
          empty={<p className="py-8 text-center text-ink-3">{t('noMatch')}</p>}
        />
      )}
    </>
  );
}

/** The figure of the last stage that was measured. */
function figureOf({ component, checkpoints }: Training): number | undefined {
  return checkpoints.findLast((checkpoint) => checkpoint.dev !== null)?.dev?.[mainMeasure[component]];
}

const cpuMsOf = ({ cpuSeconds, plannedCpuMinutes }: Training): number =>
  cpuSeconds === null ? plannedCpuMinutes * 60_000 : cpuSeconds * 1000;

function useTrainingColumns(): Column<Training>[] {
  const t = useTranslations('training');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      value: (training) => training.name,
      cell: (training) => (
        <Link href={`/training/${training.id}`} className="line-clamp-2 font-medium hover:underline">
          {training.name}
        </Link>
      ),
    },
    {
      key: 'component',
      header: t('column.component'),
      from: 'md',
      value: (training) => t(`component.${training.component}`),
      cell: (training) => t(`component.${training.component}`),
    },
    {
      key: 'state',
      header: t('column.state'),
      value: (training) => t(`state.${training.state}`),
      cell: (training) => <TrainingStateMark training={training} />,
    },
    {
      key: 'progress',
      header: t('column.progress'),
      from: 'lg',
      className: 'w-[26%]',
      cell: (training) =>
        training.error ? (
          <span className="line-clamp-1 text-danger" title={training.error.message}>
            {training.error.message}
          </span>
        ) : isTrainingOver(training.state) ? (
          <Outcome training={training} />
        ) : (
          <TrainingBar training={training} />
        ),
    },
    {
      key: 'figure',
      header: t('column.figure'),
      definition: t('definition.figure'),
      isNumber: true,
      from: 'sm',
      value: figureOf,
      cell: (training) => {
        const figure = figureOf(training);
        if (figure === undefined) return format.number(undefined);
        return (
          <span title={measureNames[mainMeasure[training.component]]}>
            <span className="mr-1.5 text-ink-3 text-xs">{measureNames[mainMeasure[training.component]]}</span>
            {format.number(figure, 3)}
          </span>
        );
      },
    },
    {
      key: 'dataset',
      header: t('column.dataset'),
      from: 'xl',
      value: (training) => training.datasets.join(' + '),
      cell: (training) => <span className="line-clamp-1">{training.datasets.join(' + ')}</span>,
    },
    {
      key: 'cpu',
      header: t('column.cpu'),
      definition: t('definition.cpu'),
      isNumber: true,
      from: 'lg',
      value: cpuMsOf,
      cell: (training) => {
        const time = format.duration(cpuMsOf(training));
        return training.cpuSeconds === null ? <span className="text-ink-3">{t('planned', { time })}</span> : time;
      },
    },
    {
      key: 'created',
      header: t('column.created'),
      from: 'sm',
      value: (training) => training.createdAt,
      cell: (training) => <Time at={training.createdAt} className="whitespace-nowrap" />,
    },
    {
      key: 'by',
      header: t('column.by'),
      from: 'xl',
      isHiddenAtFirst: true,
      value: (training) => training.createdBy.name,
      cell: (training) => training.createdBy.name,
    },
  ];
}

/** The stages that were registered; one that fell behind its parent says so. */
function Outcome({ training }: { training: Training }) {
  const t = useTranslations('training');
  return (
    <span className="flex flex-wrap gap-1">
      {training.checkpoints.map((checkpoint) => (
        <Link
          key={checkpoint.id}
          href={`/checkpoints/${checkpoint.id}`}
          title={checkpoint.hasRegressed ? t('regressed') : checkpoint.name}
        >
          <Badge tone={checkpoint.hasRegressed ? 'warning' : checkpoint.stage === 'base' ? 'neutral' : 'accent'}>
            {checkpoint.stage}
            {checkpoint.hasRegressed && <span aria-hidden>↓</span>}
            {checkpoint.hasRegressed && <span className="sr-only">{t('regressed')}</span>}
          </Badge>
        </Link>
      ))}
    </span>
  );
}
