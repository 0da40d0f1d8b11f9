'use client';
import { useFormat } from './use-format';

export type Interval = {
  key: string;
  label: string /** a second, quieter word: n, stratum */;
  note?: string;
  value: number | null;
  low: number | null;
  high: number | null;
  isTotal?: boolean;
};

type IntervalPlotProps = {
  intervals: readonly Interval[];
  /** the value that means "no difference" */
  reference: number;
  referenceLabel: string;
  /** where the decision would fall: values inside mean that nothing is decided */
  region?: { low: number; high: number; label: string };
  domain: [number, number];
  leftLabel: string;
  rightLabel: string;
  formatValue: (value: number) => string;
};

const rowHeight = 30;
const labelWidth = 180;
const valueWidth = 150;
const width = 760;
const top = 30;

/** One horizontal interval a row around a reference, with the decision region drawn; never a bare bar of wins. */
export function IntervalPlot({
  intervals,
  reference,
  referenceLabel,
  region,
  domain,
  leftLabel,
  rightLabel,
  formatValue,
}: IntervalPlotProps) {
  const format = useFormat();
  const [low, high] = domain;
  const plotWidth = width - labelWidth - valueWidth;
  const x = (value: number) => labelWidth + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * plotWidth;
  const bottom = top + intervals.length * rowHeight;
  return (
    <svg viewBox={`0 0 ${width} ${bottom + 34}`} className="h-auto w-full text-xs" aria-hidden="true">
      {region && (
        <rect
          x={x(region.low)}
          y={top - 6}
          width={x(region.high) - x(region.low)}
          height={bottom - top + 6}
          fill="var(--color-chart-grid)"
        />
      )}
      <line
        x1={x(reference)}
        x2={x(reference)}
        y1={top - 6}
        y2={bottom}
        stroke="var(--color-ink-3)"
        strokeDasharray="3 3"
      />
      <text x={x(reference)} y={top - 12} textAnchor="middle" fill="var(--color-ink-3)">
        {referenceLabel}
      </text>
      {intervals.map((interval, position) => {
        const y = top + position * rowHeight + rowHeight / 2;
        const color = interval.isTotal ? 'var(--color-accent)' : 'var(--color-chart-1)';
        return (
          <g key={interval.key}>
            <text
              x={labelWidth - 12}
              y={y + 4}
              textAnchor="end"
              fill="var(--color-ink)"
              fontWeight={interval.isTotal ? 600 : 400}
            >
              {interval.label}
              {interval.note && <tspan fill="var(--color-ink-3)"> {interval.note}</tspan>}
            </text>
            {interval.value !== null && interval.low !== null && interval.high !== null && (
              <>
                <line
                  x1={x(interval.low)}
                  x2={x(interval.high)}
                  y1={y}
                  y2={y}
                  stroke={color}
                  strokeWidth={interval.isTotal ? 3 : 2}
                />
                <line x1={x(interval.low)} x2={x(interval.low)} y1={y - 4} y2={y + 4} stroke={color} strokeWidth={2} />
                <line
                  x1={x(interval.high)}
                  x2={x(interval.high)}
                  y1={y - 4}
                  y2={y + 4}
                  stroke={color}
                  strokeWidth={2}
                />
                {interval.isTotal ? (
                  <rect
                    x={x(interval.value) - 5}
                    y={y - 5}
                    width={10}
                    height={10}
                    transform={`rotate(45 ${x(interval.value)} ${y})`}
                    fill={color}
                  />
                ) : (
                  <circle cx={x(interval.value)} cy={y} r={4} fill={color} />
                )}
              </>
            )}
            <text x={width - valueWidth + 12} y={y + 4} fill="var(--color-ink-2)">
              {interval.value === null
                ? format.number(null)
                : `${formatValue(interval.value)}  (${formatValue(interval.low ?? interval.value)}–${formatValue(interval.high ?? interval.value)})`}
            </text>
          </g>
        );
      })}
      <line x1={labelWidth} x2={labelWidth + plotWidth} y1={bottom} y2={bottom} stroke="var(--color-line-strong)" />
      <text x={labelWidth} y={bottom + 18} fill="var(--color-ink-3)">
        ← {leftLabel}
      </text>
      <text x={labelWidth + plotWidth} y={bottom + 18} textAnchor="end" fill="var(--color-ink-3)">
        {rightLabel} →
      </text>
      {region && (
        <text x={(x(region.low) + x(region.high)) / 2} y={bottom + 30} textAnchor="middle" fill="var(--color-ink-3)">
          {region.label}
        </text>
      )}
    </svg>
  );
}
