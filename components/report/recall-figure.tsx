'use client';
import { useTranslations } from 'next-intl';
import { ChartFrame } from '@/components/ui/chart-frame';
import { LineChart } from '@/components/ui/line-chart';
import { useFormat } from '@/components/ui/use-format';
import type { Report } from '@/lib/contracts/report';
import { NotYet } from './report-section';

/** The budget that the title speaks about: most applications look at so many candidates. */
const spokenBudget = 20;

/** How much each embedder finds within K candidates, with its band. */
export function RecallFigure({ curves }: { curves: Report['curves'] }) {
  const t = useTranslations('report.curves');
  const format = useFormat();
  const at = (line: NonNullable<Report['curves']>['lines'][number]) =>
    line.points.find(({ budget }) => budget >= spokenBudget) ?? line.points.at(-1);
  const best = curves?.lines.toSorted((a, b) => (at(b)?.mean ?? 0) - (at(a)?.mean ?? 0))[0];
  const point = best && at(best);
  if (!curves || !best || !point) return <NotYet>{t('none')}</NotYet>;
  const budgets = [...new Set(curves.lines.flatMap((line) => line.points.map(({ budget }) => budget)))].sort(
    (a, b) => a - b,
  );
  const table = {
    columns: [t('axisX'), ...curves.lines.map(({ label }) => label)],
    rows: budgets.map((budget) => [
      budget,
      ...curves.lines.map((line) => {
        const found = line.points.find((candidate) => candidate.budget === budget);
        return found ? format.number(found.mean, 3) : null;
      }),
    ]),
  };
  return (
    <ChartFrame
      title={t('title', { label: best.label, share: format.percent(point.mean), budget: point.budget })}
      note={t('note', { queries: best.queries })}
      table={table}
      className="break-inside-avoid"
    >
      <LineChart
        series={curves.lines.map(({ key, label, points }) => ({
          key,
          name: label,
          points: points.map(({ budget, mean, lower, upper }) => ({ x: budget, y: mean, low: lower, high: upper })),
        }))}
        xLabel={t('axisX')}
        yLabel={t('axisY')}
        isLogX
        yDomain={[0, 1]}
        formatX={(x) => format.number(x)}
        formatY={(y) => format.number(y, 2)}
        height={300}
      />
    </ChartFrame>
  );
}
