'use client';
import { useTranslations } from 'next-intl';
import { ChartFrame } from '@/components/ui/chart-frame';
import { useFormat } from '@/components/ui/use-format';
import type { StudyReport } from '@/lib/contracts/study-report';

type Row = {
  key: string;
  label: string;
  share: number | undefined;
  interval: { lower: number; upper: number };
  decided: number;
  isTotal: boolean;
};

const width = 760;
const left = 200;
const right = 120;
const rowHeight = 40;
const axisHeight = 44;
const x = (share: number) => left + share * (width - left - right);

/** One horizontal interval a stratum around one half; the region that would be worth its cost on either side is shaded. */
export function PreferenceChart({ report }: { report: StudyReport }) {
  const t = useTranslations('studies.chart');
  const format = useFormat();
  const rows = useRows(report);
  const confidence = format.number((1 - report.alpha) * 100);
  const percent = (share: number | undefined) => format.percent(share, 1);
  return (
    <ChartFrame
      title={t(`title.${report.verdict.verdict}`)}
      note={t('note', {
        confidence,
        low: format.percent(0.5 - report.smallestEffect),
        high: format.percent(0.5 + report.smallestEffect),
      })}
      isEmpty={report.preference.decided === 0}
      table={{
        columns: [t('column.stratum'), t('column.share'), t('column.low'), t('column.high'), t('column.decided')],
        rows: rows.map((row) => [
          row.label,
          percent(row.share),
          percent(row.interval.lower),
          percent(row.interval.upper),
          row.decided,
        ]),
      }}
    >
      <svg
        viewBox={`0 0 ${width} ${rows.length * rowHeight + axisHeight}`}
        className="h-auto w-full"
        role="presentation"
        fontFamily="inherit"
        fontSize={13}
      >
        <rect
          x={x(0.5 - report.smallestEffect)}
          y={0}
          width={x(0.5 + report.smallestEffect) - x(0.5 - report.smallestEffect)}
          height={rows.length * rowHeight}
          fill="var(--color-chart-grid)"
        />
        <line
          x1={x(0.5)}
          x2={x(0.5)}
          y1={0}
          y2={rows.length * rowHeight}
          stroke="var(--color-ink-3)"
          strokeDasharray="4 3"
        />
        {rows.map((row, i) => (
          <Interval key={row.key} row={row} y={i * rowHeight + rowHeight / 2} label={percent(row.share)} />
        ))}
        <Axis y={rows.length * rowHeight} />
        <text x={left} y={rows.length * rowHeight + 38} fill="var(--color-ink-3)" fontSize={12}>
          ← {report.champion.name.slice(0, 36)}
        </text>
        <text
          x={width - right}
          y={rows.length * rowHeight + 38}
          fill="var(--color-ink-3)"
          fontSize={12}
          textAnchor="end"
        >
          {report.challenger.name.slice(0, 36)} →
        </text>
      </svg>
    </ChartFrame>
  );
}

function useRows(report: StudyReport): Row[] {
  const t = useTranslations('studies.chart');
  const { preference, strata, anytime } = report;
  return [
    {
      key: 'all',
      label: t('all'),
      share: preference.share ?? undefined,
      interval: preference.interval,
      decided: preference.decided,
      isTotal: true,
    },
    {
      key: 'anytime',
      label: t('anytime'),
      share: preference.share ?? undefined,
      interval: anytime.runningInterval,
      decided: anytime.decided,
      isTotal: true,
    },
    ...(strata?.rows ?? []).map((row) => ({
      key: `stratum ${row.name}`,
      label: row.name || t('unnamed'),
      share: row.wins + row.losses === 0 ? undefined : row.wins / (row.wins + row.losses),
      interval: row.interval,
      decided: row.wins + row.losses,
      isTotal: false,
    })),
  ];
}

function Interval({ row, y, label }: { row: Row; y: number; label: string }) {
  const color = row.isTotal ? 'var(--color-chart-1)' : 'var(--color-chart-7)';
  return (
    <g>
      <text x={left - 14} y={y + 4} textAnchor="end" fill="var(--color-ink)" fontWeight={row.isTotal ? 600 : 400}>
        {row.label.slice(0, 26)}
      </text>
      <line x1={x(row.interval.lower)} x2={x(row.interval.upper)} y1={y} y2={y} stroke={color} strokeWidth={2} />
      {[row.interval.lower, row.interval.upper].map((edge) => (
        <line key={edge} x1={x(edge)} x2={x(edge)} y1={y - 5} y2={y + 5} stroke={color} strokeWidth={2} />
      ))}
      {row.share !== undefined && <circle cx={x(row.share)} cy={y} r={5} fill={color} />}
      <text x={width - right + 14} y={y + 4} fill="var(--color-ink-2)">
        {label} <tspan fill="var(--color-ink-3)">n {row.decided}</tspan>
      </text>
    </g>
  );
}

function Axis({ y }: { y: number }) {
  return (
    <g>
      <line x1={x(0)} x2={x(1)} y1={y} y2={y} stroke="var(--color-line-strong)" />
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <text key={share} x={x(share)} y={y + 18} textAnchor="middle" fill="var(--color-ink-3)" fontSize={12}>
          {share * 100} %
        </text>
      ))}
    </g>
  );
}
