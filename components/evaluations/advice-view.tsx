'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { type Column, DataTable } from '@/components/ui/data-table';
import { StatTile, StatTiles } from '@/components/ui/stat-tile';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { CandidateButton } from './candidate-dialog';
import type { ResultsOf } from './evaluated-rows';
import { useLabels } from './use-labels';

type Cell = ResultsOf<'advice'>['cells'][number];

/** The cell that the advisor chose, what its choice is worth, and what it saved. */
export function AdviceView({ evaluation, results }: { evaluation: Evaluation; results: ResultsOf<'advice'> }) {
  const t = useTranslations('evaluations.advice');
  const format = useFormat();
  const { cell: nameOf } = useLabels(evaluation);
  const saved = results.fullPairs === 0 ? null : 1 - results.pairs / results.fullPairs;
  const columns: Column<Cell>[] = [
    {
      key: 'cell',
      header: t('cell'),
      value: (cell) => nameOf(cell.key),
      cell: (cell) => (
        <span className={cell.key === results.cell ? 'font-semibold' : undefined}>
          {nameOf(cell.key)}
          {cell.key === results.cell && ` · ${t('chosen')}`}
        </span>
      ),
    },
    {
      key: 'mean',
      header: t('mean', { measure: results.primaryMeasure }),
      isNumber: true,
      definition: t('meanDefinition'),
      value: (cell) => cell.mean,
      cell: (cell) => format.number(cell.mean, 3),
    },
    {
      key: 'left',
      header: t('left'),
      isNumber: true,
      value: (cell) => cell.leftAfterQueries,
      cell: (cell) => (cell.leftAfterQueries === null ? '–' : t('leftAfter', { count: cell.leftAfterQueries })),
    },
  ];
  const guarantee = results.isCertified
    ? t(results.estimand === 'these-queries' ? 'certified' : 'certifiedFuture', {
        alpha: format.percent(results.alpha),
        tolerance: format.number(results.tolerance ?? 0, 3),
        hasTolerance: results.tolerance === null ? 'no' : 'yes',
      })
    : t('uncertified');
  return (
    <div className="flex flex-col gap-6">
      <Alert
        tone={results.isCertified ? 'ok' : 'warning'}
        title={t('title', { cell: nameOf(results.cell) })}
        action={<CandidateButton evaluation={evaluation} cell={results.cell} />}
      >
        <p>{guarantee}</p>
        <p>{t(`end.${results.end}`)}</p>
      </Alert>
      <StatTiles>
        <StatTile
          label={t('saved')}
          value={format.percent(saved)}
          note={t('pairs', { pairs: format.number(results.pairs), full: format.number(results.fullPairs) })}
        />
        <StatTile
          label={t('queriesUsed')}
          value={format.number(results.queriesUsed)}
          note={t('ofQueries', { all: format.number(results.queriesAvailable) })}
        />
        <StatTile
          label={t('evaluations')}
          value={format.number(results.evaluations)}
          note={t('ofEvaluations', { all: format.number(results.fullEvaluations) })}
        />
        <StatTile
          label={t('regret')}
          value={results.regret ? format.number(results.regret.regret, 3) : '–'}
          note={
            results.regret ? (
              <Link href={`/evaluations/${results.regret.gridId}`} className="text-accent hover:underline">
                {t('regretKnown')}
              </Link>
            ) : (
              t('regretUnknown')
            )
          }
        />
      </StatTiles>
      <DataTable
        name="advice"
        label={t('cells')}
        columns={columns}
        rows={results.cells}
        rowKey={(cell) => cell.key}
        defaultSorting="-mean"
      />
    </div>
  );
}
