'use client';
import { useTranslations } from 'next-intl';
import { ChartFrame } from '@/components/ui/chart-frame';
import { LineChart } from '@/components/ui/line-chart';
import { useFormat } from '@/components/ui/use-format';
import type { ResultsOf } from './evaluated-rows';

const target = 0.9;
const ticks = [1, 2, 5, 10, 20, 60, 100, 200, 500, 1000];

/** Recall over the retrieval budget, one line a checkpoint with its band; published figures as marks of the table. */
export function CurveFigure({ results, nameOf }: { results: ResultsOf<'component'>; nameOf: (row: string) => string }) {
  const t = useTranslations('evaluations.curve');
  const format = useFormat();
  const { curves, references } = results;
  const reached = curves
    .flatMap((curve) => {
      const point = curve.points.find(({ mean }) => mean >= target);
      return point ? [{ name: nameOf(curve.row), budget: point.budget }] : [];
    })
    .sort((a, b) => a.budget - b.budget);
  const best = curves
    .map((curve) => ({
      name: nameOf(curve.row),
      at: curve.points.find(({ budget }) => budget === 60) ?? curve.points.at(-1),
    }))
    .sort((a, b) => (b.at?.mean ?? 0) - (a.at?.mean ?? 0))[0];
  const title = reached[0]
    ? t('reaches', { name: reached[0].name, target: format.percent(target), budget: format.number(reached[0].budget) })
    : best?.at
      ? t('finds', { name: best.name, recall: format.percent(best.at.mean, 0), budget: format.number(best.at.budget) })
      : t('title');
  const largest = Math.max(1, ...curves.flatMap((curve) => curve.points.map(({ budget }) => budget)));
  const series = [
    ...curves.map((curve) => ({
      key: curve.row,
      name: nameOf(curve.row),
      points: curve.points.map(({ budget, mean, lower, upper }) => ({ x: budget, y: mean, low: lower, high: upper })),
    })),
    ...references.map((reference, position) => ({
      key: `reference ${position}`,
      name: reference.label,
      points: [{ x: reference.budget, y: reference.recall }],
    })),
  ];
  return (
    <ChartFrame
      title={title}
      note={t('note', { queries: format.number(curves[0]?.queries), all: format.number(curves[0]?.judgedQueries) })}
      isEmpty={curves.every((curve) => curve.points.length === 0)}
      table={{
        columns: [t('budget'), t('row'), t('recall'), t('lower'), t('upper')],
        rows: [
          ...curves.flatMap((curve) =>
            curve.points.map((point) => [
              point.budget,
              nameOf(curve.row),
              Number(point.mean.toFixed(4)),
              Number(point.lower.toFixed(4)),
              Number(point.upper.toFixed(4)),
            ]),
          ),
          ...references.map((reference) => [
            reference.budget,
            [reference.label, reference.source].filter(Boolean).join(', '),
            reference.recall,
            null,
            null,
          ]),
        ],
      }}
    >
      <LineChart
        series={series}
        xLabel={t('budget')}
        yLabel={t('recall')}
        isLogX
        yDomain={[0, 1]}
        height={340}
        formatX={(x) => format.number(x)}
        formatY={(y) => format.percent(y)}
        target={{ y: target, label: format.percent(target) }}
        ticksX={ticks.filter((tick) => tick <= largest)}
      />
    </ChartFrame>
  );
}
