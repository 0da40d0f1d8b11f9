import { InvalidInput } from '@/lib/foundation/errors';
import { paretoFront, type QualityAndCost } from './pareto-front';

/** K and N with what was measured there on this machine. */
export type MeasuredPoint = {
  readonly budget: number;
  readonly depth: number;
  /** mean of the primary measure, in [0, 1] */
  readonly quality: number;
  readonly qualityLower: number | undefined;
  readonly qualityUpper: number | undefined;
  readonly p95Ms: number;
  readonly medianMs: number;
};

export type LatencyChoice =
  | { readonly isPossible: true; readonly point: MeasuredPoint }
  | { readonly isPossible: false; readonly fastest: MeasuredPoint };

/**
 * The best quality whose p95 latency stays within a budget; among equal quality the faster, then the smaller K.
 *
 * @returns not possible, with the fastest point there is, when none stays within the budget
 * @throws {InvalidInput} for no point or a budget that is not above 0
 */
export function bestUnderLatency(points: readonly MeasuredPoint[], p95BudgetMs: number): LatencyChoice {
  if (!(p95BudgetMs > 0)) throw new InvalidInput('A latency budget is above 0 ms.');
  const [first, ...rest] = points;
  if (!first) throw new InvalidInput('No operating point was measured.');
  const within = points.filter((point) => point.p95Ms <= p95BudgetMs).sort(byQualityThenCost);
  if (within[0]) return { isPossible: true, point: within[0] };
  return { isPossible: false, fastest: rest.reduce((fast, p) => (p.p95Ms < fast.p95Ms ? p : fast), first) };
}

const byQualityThenCost = (a: MeasuredPoint, b: MeasuredPoint): number =>
  b.quality - a.quality || a.p95Ms - b.p95Ms || a.budget - b.budget;

/** The points worth considering: quality against p95 latency. */
export function pointFront(points: readonly MeasuredPoint[]): MeasuredPoint[] {
  const wrapped = points.map((point): QualityAndCost & { point: MeasuredPoint } => ({
    quality: point.quality,
    cost: point.p95Ms,
    point,
  }));
  return paretoFront(wrapped).map(({ point }) => point);
}

/** Ready-made choices: the fastest point that keeps a share of the best quality there is. */
export const presets = [
  { name: 'latency-sensitive', qualityShare: 0.9 },
  { name: 'general', qualityShare: 0.97 },
  { name: 'in-depth', qualityShare: 0.995 },
] as const;
export type PresetName = (typeof presets)[number]['name'];

export type Preset = { readonly name: PresetName; readonly qualityShare: number; readonly point: MeasuredPoint };

/**
 * The three presets on the measured points: for each, the fastest point with at least its share of the best quality.
 * Several presets may fall on one point, which says that there is nothing to trade.
 *
 * @throws {InvalidInput} for no point
 */
export function presetPoints(points: readonly MeasuredPoint[]): Preset[] {
  const front = pointFront(points);
  const best = front.at(-1);
  if (!best) throw new InvalidInput('No operating point was measured.');
  return presets.map(({ name, qualityShare }) => ({
    name,
    qualityShare,
    point: front.find((point) => point.quality >= qualityShare * best.quality - 1e-12) ?? best,
  }));
}
