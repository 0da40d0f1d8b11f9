'use client';
import { useTranslations } from 'next-intl';
import { ChartFrame } from '@/components/ui/chart-frame';
import { LineChart } from '@/components/ui/line-chart';
import { useFormat } from '@/components/ui/use-format';
import type { Report } from '@/lib/contracts/report';
import { NotYet } from './report-section';

/** Quality of what was live over time, with each promotion and roll-back as a mark. */
export function QualityFigure({ quality }: { quality: Report['quality'] }) {
  const t = useTranslations('report.quality');
  const format = useFormat();
  const measured = quality?.points.filter((point) => point.value !== null) ?? [];
  const [last, before] = [measured.at(-1), measured.at(-2)];
  if (!quality || !last) return <NotYet>{t('none')}</NotYet>;
  const { measure } = quality;
  const words = { number: last.number, measure, value: format.number(last.value, 3) };
  const change = before && (last.value ?? 0) - (before.value ?? 0);
  const title =
    change === undefined ? t('title', words) : t('titleChange', { ...words, change: format.signed(change) });
  const nameOf = (point: (typeof measured)[number]) =>
    t(point.kind === 'rollback' ? 'back' : 'mark', { number: point.number });
  const table = {
    columns: [t('axis'), t('mark', { number: '' }).trim(), measure, t('queries')],
    rows: measured.map((point) => [
      format.dateTime(point.at),
      point.number,
      format.number(point.value, 4),
      point.queries,
    ]),
  };
  return (
    <ChartFrame title={title} note={t('note', { measure })} table={table} className="break-inside-avoid">
      <LineChart
        series={[{ key: measure, name: measure, points: measured.map((point, i) => ({ x: i + 1, y: point.value })) }]}
        xLabel={t('axis')}
        yLabel={measure}
        formatX={(x) => {
          const point = measured[x - 1];
          return point ? format.dayTime(point.at) : '';
        }}
        formatY={(y) => format.number(y, 3)}
        ticksX={measured.map((_, i) => i + 1)}
        marks={measured.map((point, i) => ({ x: i + 1, label: nameOf(point) }))}
        height={240}
      />
    </ChartFrame>
  );
}
