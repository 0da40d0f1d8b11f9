'use client';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { axisProps, gridProps, styleOf, tooltipClass } from './chart-theme';

export type BarPoint = { x: string; values: Record<string, number> };

/** Stacked bars over time, one colour a series; the numbers stand in the tooltip and in the table of the frame. */
export function BarSeries({
  points,
  series,
  height = 220,
  formatX,
  formatValue,
}: {
  points: readonly BarPoint[];
  series: readonly { key: string; name: string }[];
  height?: number;
  formatX: (x: string) => string;
  formatValue: (value: number) => string;
}) {
  return (
    <div className="flex flex-col gap-2">
      {series.length > 1 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-xs">
          {series.map((entry, position) => (
            <li key={entry.key} className="flex items-center gap-1.5">
              <span className="size-2.5 rounded-sm" style={{ background: styleOf(position).color }} />
              {entry.name}
            </li>
          ))}
        </ul>
      )}
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 600, height }}>
        <BarChart
          data={points.map((point) => ({ x: point.x, ...point.values }))}
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid {...gridProps} />
          <XAxis dataKey="x" {...axisProps} tickFormatter={formatX} minTickGap={28} />
          <YAxis {...axisProps} axisLine={false} width={48} tickFormatter={formatValue} allowDecimals={false} />
          <Tooltip
            cursor={{ fill: 'var(--color-hover)' }}
            isAnimationActive={false}
            content={({ active, label, payload }) =>
              active && (
                <div className={tooltipClass}>
                  <p className="text-ink-3">{formatX(String(label))}</p>
                  {payload.map((entry) => (
                    <p key={String(entry.dataKey)} className="tabular flex justify-between gap-4">
                      <span>{entry.name}</span>
                      <span>{formatValue(Number(entry.value))}</span>
                    </p>
                  ))}
                </div>
              )
            }
          />
          {series.map((entry, position) => (
            <Bar
              key={entry.key}
              dataKey={entry.key}
              name={entry.name}
              stackId="one"
              fill={styleOf(position).color}
              isAnimationActive={false}
              maxBarSize={28}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
