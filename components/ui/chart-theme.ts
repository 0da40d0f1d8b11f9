/** Series colours with a second channel each: nobody has to tell them apart by colour alone. */
export const seriesStyles = [
  { color: 'var(--color-chart-1)', dash: undefined, marker: 'circle' },
  { color: 'var(--color-chart-2)', dash: '6 3', marker: 'square' },
  { color: 'var(--color-chart-3)', dash: '2 3', marker: 'triangle' },
  { color: 'var(--color-chart-4)', dash: '8 3 2 3', marker: 'diamond' },
  { color: 'var(--color-chart-5)', dash: '12 4', marker: 'cross' },
  { color: 'var(--color-chart-6)', dash: '4 2 1 2', marker: 'star' },
  { color: 'var(--color-chart-7)', dash: '1 2', marker: 'wye' },
] as const;

export const styleOf = (position: number) => seriesStyles[position % seriesStyles.length] ?? seriesStyles[0];

/** Axis and grid as every chart has them. */
export const axisProps = {
  stroke: 'var(--color-ink-3)',
  tick: { fill: 'var(--color-ink-3)', fontSize: 12 },
  tickLine: false,
  axisLine: { stroke: 'var(--color-line-strong)' },
} as const;

export const gridProps = { stroke: 'var(--color-chart-grid)', vertical: false } as const;

export const tooltipClass = 'rounded-md bg-raised px-2.5 py-2 text-ink text-xs shadow-pop';
