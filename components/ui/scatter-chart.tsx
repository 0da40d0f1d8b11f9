'use client';
import { CartesianGrid, ComposedChart, Line, ResponsiveContainer, Scatter, Tooltip, XAxis, YAxis } from 'recharts';
import { axisProps, gridProps, tooltipClass } from './chart-theme';

export type ScatterPoint = {
  key: string;
  name: string;
  x: number;
  y: number;
  /** on the line that no other point beats in both directions */
  isOnFront?: boolean;
  kind?: 'live' | 'candidate' | 'chosen';
};

type ScatterProps = {
  points: readonly ScatterPoint[];
  xLabel: string;
  yLabel: string;
  height?: number;
  formatX: (x: number) => string;
  formatY: (y: number) => string;
  onSelect?: (point: ScatterPoint) => void;
};

const looks = { live: 'var(--color-ok)', candidate: 'var(--color-chart-2)', chosen: 'var(--color-accent)' } as const;

/** Quality against cost: every choice as a point, the Pareto line through those that nothing beats, live and candidate marked. */
export function ScatterChart(props: ScatterProps) {
  const { points, formatX, formatY, height = 300 } = props;
  const front = points.filter((point) => point.isOnFront).toSorted((a, b) => a.x - b.x);
  const domain = (values: number[]): [number, number] => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    return [low - room, high + room];
  };
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
      <ComposedChart margin={{ top: 16, right: 24, bottom: 20, left: 8 }} accessibilityLayer={false}>
        <CartesianGrid {...gridProps} vertical />
        <XAxis
          dataKey="x"
          type="number"
          domain={domain(points.map((point) => point.x))}
          {...axisProps}
          tickFormatter={formatX}
          allowDuplicatedCategory={false}
          label={{
            value: props.xLabel,
            position: 'insideBottom',
            offset: -12,
            fill: 'var(--color-ink-3)',
            fontSize: 12,
          }}
        />
        <YAxis
          dataKey="y"
          type="number"
          domain={domain(points.map((point) => point.y))}
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
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as ScatterPoint | undefined;
            return active && point?.name ? (
              <div className={tooltipClass}>
                <p className="font-medium">{point.name}</p>
                <p className="tabular">
                  {props.yLabel} {formatY(point.y)}
                </p>
                <p className="tabular">
                  {props.xLabel} {formatX(point.x)}
                </p>
              </div>
            ) : null;
          }}
        />
        <Line
          data={front}
          dataKey="y"
          stroke="var(--color-ink-3)"
          strokeDasharray="4 3"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          legendType="none"
        />
        <Scatter
          data={[...points]}
          isAnimationActive={false}
          onClick={(clicked: { payload?: ScatterPoint }) => clicked.payload && props.onSelect?.(clicked.payload)}
          shape={(dot: { cx?: number; cy?: number; payload?: ScatterPoint }) => (
            <Dot cx={dot.cx ?? 0} cy={dot.cy ?? 0} point={dot.payload} isClickable={props.onSelect !== undefined} />
          )}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Dot({
  cx,
  cy,
  point,
  isClickable,
}: {
  cx: number;
  cy: number;
  point: ScatterPoint | undefined;
  isClickable: boolean;
}) {
  if (!point) return <g />;
  const color = point.kind ? looks[point.kind] : point.isOnFront ? 'var(--color-chart-1)' : 'var(--color-control)';
  return (
    <g style={isClickable ? { cursor: 'pointer' } : undefined}>
      {point.kind && <circle cx={cx} cy={cy} r={9} fill="none" stroke={color} strokeWidth={1.5} />}
      {point.isOnFront ? (
        <circle cx={cx} cy={cy} r={4.5} fill={color} />
      ) : (
        <rect
          x={cx - 3.5}
          y={cy - 3.5}
          width={7}
          height={7}
          fill="var(--color-surface)"
          stroke={color}
          strokeWidth={1.5}
        />
      )}
      {(point.kind || point.isOnFront) && (
        <text x={cx + 12} y={cy - 8} fontSize={12} fill="var(--color-ink-2)">
          {point.name}
        </text>
      )}
    </g>
  );
}
