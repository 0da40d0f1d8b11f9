'use client';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { axisProps, gridProps, styleOf, tooltipClass } from './chart-theme';

export type LinePoint = { x: number; y: number | null; low?: number | null; high?: number | null };
export type LineSeries = {
  key: string;
  name: string;
  points: readonly LinePoint[] /** keeps its colour and dash when others fall away */;
  style?: number;
};
export type LineMark = { x: number; label: string };

type LineChartProps = {
  series: readonly LineSeries[];
  /** with the unit */
  xLabel: string;
  yLabel: string;
  isLogX?: boolean;
  yDomain?: [number, number];
  height?: number;
  formatX: (x: number) => string;
  formatY: (y: number) => string;
  /** vertical lines with a word: promotions, an operating point */
  marks?: readonly LineMark[];
  /** horizontal line: a target */
  target?: { y: number; label: string };
  ticksX?: readonly number[];
};

/** Lines with their uncertainty as bands, a crosshair that reads every line, and names at the ends instead of a legend. */
export function LineChart(props: LineChartProps) {
  const { series, formatX, formatY } = props;
  const xs = [...new Set(series.flatMap((entry) => entry.points.map((point) => point.x)))].sort((a, b) => a - b);
  const rows = xs.map((x) => {
    const row: Record<string, number | [number, number] | null> = { x };
    for (const { key, points } of series) {
      const point = points.find((candidate) => candidate.x === x);
      row[key] = point?.y ?? null;
      row[`${key} band`] = point?.low != null && point.high != null ? [point.low, point.high] : null;
    }
    return row;
  });
  const lastX = xs.at(-1);
  return (
    <ResponsiveContainer
      width="100%"
      height={props.height ?? 280}
      initialDimension={{ width: 640, height: props.height ?? 280 }}
    >
      <ComposedChart data={rows} margin={{ top: 16, right: 96, bottom: 20, left: 8 }} accessibilityLayer={false}>
        <CartesianGrid {...gridProps} />
        <XAxis
          dataKey="x"
          type="number"
          scale={props.isLogX ? 'log' : 'linear'}
          domain={['dataMin', 'dataMax']}
          ticks={props.ticksX ? [...props.ticksX] : undefined}
          {...axisProps}
          tickFormatter={formatX}
          label={{
            value: props.xLabel,
            position: 'insideBottom',
            offset: -12,
            fill: 'var(--color-ink-3)',
            fontSize: 12,
          }}
        />
        <YAxis
          type="number"
          domain={props.yDomain ?? ['auto', 'auto']}
          {...axisProps}
          axisLine={false}
          width={52}
          tickFormatter={formatY}
          label={{
            value: props.yLabel,
            position: 'insideTopLeft',
            offset: -14,
            dx: 8,
            fill: 'var(--color-ink-3)',
            fontSize: 12,
          }}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--color-line-strong)' }}
          content={({ active, label }) => (active ? <Readings {...props} x={Number(label)} /> : null)}
        />
        {props.target && (
          <ReferenceLine
            y={props.target.y}
            stroke="var(--color-ink-3)"
            strokeDasharray="2 4"
            label={{ value: props.target.label, position: 'insideTopRight', fill: 'var(--color-ink-3)', fontSize: 12 }}
          />
        )}
        {props.marks?.map((mark) => (
          <ReferenceLine
            key={`${mark.x} ${mark.label}`}
            x={mark.x}
            stroke="var(--color-ink-3)"
            strokeDasharray="3 3"
            label={{ value: mark.label, position: 'top', fill: 'var(--color-ink-2)', fontSize: 12 }}
          />
        ))}
        {series.map((entry, position) => (
          <Area
            key={`${entry.key} band`}
            dataKey={`${entry.key} band`}
            stroke="none"
            fill={styleOf(entry.style ?? position).color}
            fillOpacity={0.14}
            connectNulls
            isAnimationActive={false}
            activeDot={false}
            legendType="none"
          />
        ))}
        {series.map((entry, position) => {
          const style = styleOf(entry.style ?? position);
          return (
            <Line
              key={entry.key}
              dataKey={entry.key}
              name={entry.name}
              stroke={style.color}
              strokeWidth={2}
              strokeDasharray={style.dash}
              connectNulls
              isAnimationActive={false}
              dot={rows.length <= 12 ? { r: 3, fill: style.color, strokeWidth: 0 } : false}
              label={(point: { x?: number | string; y?: number | string; index?: number }) =>
                xs[point.index ?? -1] === lastX ? (
                  <text
                    x={Number(point.x) + 8}
                    y={Number(point.y) + 4}
                    fill={style.color}
                    fontSize={12}
                    fontWeight={500}
                  >
                    {entry.name}
                  </text>
                ) : (
                  <g />
                )
              }
            />
          );
        })}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Readings({ series, x, xLabel, formatX, formatY }: LineChartProps & { x: number }) {
  return (
    <div className={tooltipClass}>
      <p className="text-ink-3">
        {xLabel} {formatX(x)}
      </p>
      {series.map((entry, position) => {
        const point = entry.points.find((candidate) => candidate.x === x);
        if (!point || point.y === null) return null;
        return (
          <p key={entry.key} className="tabular flex items-center justify-between gap-4">
            <span className="flex items-center gap-1.5">
              <span aria-hidden className="h-0.5 w-3" style={{ background: styleOf(entry.style ?? position).color }} />
              {entry.name}
            </span>
            <span>
              {formatY(point.y)}
              {point.low != null && point.high != null && (
                <span className="text-ink-3">
                  {' '}
                  ({formatY(point.low)}–{formatY(point.high)})
                </span>
              )}
            </span>
          </p>
        );
      })}
    </div>
  );
}
