'use client';
import { useTranslations } from 'next-intl';
import { useLabels } from '@/components/evaluations/use-labels';
import { Alert } from '@/components/ui/alert';
import { ChartFrame } from '@/components/ui/chart-frame';
import { IntervalPlot } from '@/components/ui/interval-plot';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation } from '@/lib/contracts/evaluations';
import type { GridResults } from './grid-cell';

type Point = GridResults['effects'][number];

/** Main effects and interaction: is the best pair good because of its parts, or because of the pair? */
export function EffectsPanel({
  evaluation,
  results,
  point,
}: {
  evaluation: Evaluation;
  results: GridResults;
  point: Point | undefined;
}) {
  const t = useTranslations('stageGrid.effects');
  const format = useFormat();
  const { part } = useLabels(evaluation);
  if (!point || results.rows.length < 2 || results.columns.length < 2) return null;
  const isAdditive = point.best.row === point.additiveBest.row && point.best.column === point.additiveBest.column;
  const pair = ({ row, column }: { row: string; column: string }) => `${part(row)} × ${part(column)}`;
  return (
    <section className="flex flex-col gap-4">
      <h2 className="font-semibold text-lg">{t('title')}</h2>
      <Alert
        title={
          isAdditive
            ? t('parts', { pair: pair(point.best) })
            : t('pair', { pair: pair(point.best), parts: pair(point.additiveBest) })
        }
      >
        {point.shares &&
          t('shares', {
            rows: format.percent(point.shares.rows),
            columns: format.percent(point.shares.columns),
            interaction: format.percent(point.shares.interaction),
          })}
      </Alert>
      <div className="grid gap-4 xl:grid-cols-2">
        <EffectFigure title={t('rows', { measure: results.primaryMeasure })} effects={point.rows} nameOf={part} />
        <EffectFigure title={t('columns', { measure: results.primaryMeasure })} effects={point.columns} nameOf={part} />
      </div>
    </section>
  );
}

function EffectFigure({
  title,
  effects,
  nameOf,
}: {
  title: string;
  effects: Point['rows'];
  nameOf: (key: string) => string;
}) {
  const t = useTranslations('stageGrid.effects');
  const format = useFormat();
  const intervals = effects.map(({ key, effect }) => ({
    key,
    label: nameOf(key),
    value: effect.value,
    low: effect.interval?.lower ?? effect.value,
    high: effect.interval?.upper ?? effect.value,
  }));
  const reach = Math.max(0.01, ...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])) * 1.05;
  return (
    <ChartFrame
      title={title}
      note={t('note')}
      table={{
        columns: [t('part'), t('effect'), t('low'), t('high')],
        rows: intervals.map(({ label, value, low, high }) => [
          label,
          Number(value.toFixed(4)),
          Number(low.toFixed(4)),
          Number(high.toFixed(4)),
        ]),
      }}
    >
      <IntervalPlot
        intervals={intervals}
        reference={0}
        referenceLabel={t('average')}
        domain={[-reach, reach]}
        leftLabel={t('below')}
        rightLabel={t('above')}
        formatValue={(value) => format.signed(value)}
      />
    </ChartFrame>
  );
}
