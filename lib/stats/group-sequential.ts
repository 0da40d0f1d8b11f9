import { InvalidInput, Uncomputable } from '@/lib/foundation/errors';
import { requireOpenUnit } from './arguments';
import { bisect } from './bisect';
import { normalCdf, normalQuantile } from './distributions';
import { latticeStopping, stopsAtLead } from './lattice';

/** How the permitted error is spread over the looks. */
export type BoundaryShape = 'lan-demets' | 'pocock' | 'obrien-fleming';

/**
 * Critical values of z at K looks of a group sequential test, in the large-sample (Brownian) approximation.
 *
 * @param looks  observations at each look, strictly increasing positive numbers; only their ratios matter
 * @param alpha  two-sided level, in (0, 1)
 * @returns      one critical value a look
 * @throws {InvalidInput} if the looks are not increasing
 *
 * Recursion of Armitage, McPherson and Rowe (1969) for the density of the not yet stopped sum; Pocock: equal values;
 * O'Brien-Fleming: C sqrt(K/k); Lan-DeMets: error spent per side 2 (1 - Phi(z_{alpha/4} / sqrt(t))).
 */
export function groupSequentialBounds(looks: readonly number[], shape: BoundaryShape, alpha = 0.05): number[] {
  requireOpenUnit({ alpha });
  requireLooks(looks);
  const last = looks.at(-1) as number;
  const times = looks.map((n) => n / last);
  if (shape === 'lan-demets') return spendingBounds(times, alpha);
  const at = (constant: number) => times.map((t) => (shape === 'pocock' ? constant : constant / Math.sqrt(t)));
  let low = normalQuantile(1 - alpha / 2) - 1e-9;
  let high = normalQuantile(1 - alpha / (2 * looks.length)) + 1;
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (totalError(times, at(middle)) > alpha) low = middle;
    else high = middle;
  }
  return at((low + high) / 2);
}

function requireLooks(looks: readonly number[]): void {
  const increasing = looks.every((n, k) => n > (k === 0 ? 0 : (looks[k - 1] as number)));
  if (looks.length === 0 || !increasing) throw new InvalidInput('Planned looks must be increasing positive numbers.');
}

/** Lan-DeMets bounds, one look after the other: each spends what the spending function has freed since the last. */
function spendingBounds(times: readonly number[], alpha: number): number[] {
  const quantile = normalQuantile(1 - alpha / 4);
  const bounds: number[] = [];
  let state = START;
  let spent = 0;
  for (const time of times) {
    const target = 2 * (1 - normalCdf(quantile / Math.sqrt(time)));
    const bound = bisect((z) => target - spent - crossing(state, time, z), 0, 40);
    bounds.push(bound);
    state = advance(state, time, bound);
    spent = target;
  }
  return bounds;
}

/** Twice the sum over the looks of crossing the upper boundary there for the first time. */
function totalError(times: readonly number[], bounds: readonly number[]): number {
  let state = START;
  let error = 0;
  for (const [k, time] of times.entries()) {
    error += crossing(state, time, bounds[k] as number);
    if (k < times.length - 1) state = advance(state, time, bounds[k] as number);
  }
  return 2 * error;
}

/** Density of the sums that have not stopped yet, as quadrature points and weights. */
type Survivors = { time: number; points: Float64Array; weights: Float64Array };

const START: Survivors = { time: 0, points: Float64Array.of(0), weights: Float64Array.of(1) };

/** Probability of surviving so far and lying above the boundary z sqrt(time) at the next look. */
function crossing({ time: before, points, weights }: Survivors, time: number, z: number): number {
  const deviation = Math.sqrt(time - before);
  const edge = z * Math.sqrt(time);
  let sum = 0;
  for (const [i, x] of points.entries()) sum += (weights[i] as number) * normalCdf((x - edge) / deviation);
  return sum;
}

/** Grid points of the density between two boundaries; odd, for Simpson's rule. 401 gives about seven digits. */
const GRID = 401;

/** The survivors of one more look: their density convolved with the normal increment, cut at the boundary. */
function advance({ time: before, points, weights }: Survivors, time: number, z: number): Survivors {
  const deviation = Math.sqrt(time - before);
  // Mass further out than eight standard deviations is below 1e-15 and is not worth grid points.
  const limit = Math.min(z, 8) * Math.sqrt(time);
  const step = (2 * limit) / (GRID - 1);
  const next = { time, points: new Float64Array(GRID), weights: new Float64Array(GRID) };
  for (let i = 0; i < GRID; i++) {
    const x = -limit + i * step;
    let density = 0;
    for (let j = 0; j < points.length; j++) {
      const distance = (x - (points[j] as number)) / deviation;
      density += (weights[j] as number) * Math.exp((-distance * distance) / 2);
    }
    const simpson = (step / 3) * (i === 0 || i === GRID - 1 ? 1 : i % 2 === 1 ? 4 : 2);
    next.points[i] = x;
    next.weights[i] = (density / (deviation * Math.sqrt(2 * Math.PI))) * simpson;
  }
  return next;
}

export type GroupSequentialPlan = {
  /** decided observations at each look */
  looks: number[];
  /** stop at a look when |wins - losses| is at least this */
  leads: number[];
  /** exact two-sided error over all looks, at most alpha */
  exactAlpha: number;
};

/**
 * A group sequential plan in whole numbers whose exact error is at most alpha. Rounding the textbook bounds is not
 * enough: at 250/500/750/1000 it gives 5.16 %.
 *
 * @param looks  decided observations at each look, increasing positive integers
 * @throws {InvalidInput} if the looks are not increasing integers or alpha is out of range
 * @throws {Uncomputable} if the first looks are so early that no outcome there may stop, and nothing is left to raise
 *
 * Bounds of `groupSequentialBounds`, rounded up to the parity of n; then, while the exact error on the lattice exceeds
 * alpha, the lead at the look whose nominal level gained most from rounding down is raised by 2.
 */
export function groupSequentialPlan(
  looks: readonly number[],
  shape: BoundaryShape = 'lan-demets',
  alpha = 0.05,
): GroupSequentialPlan {
  if (!looks.every(Number.isInteger)) throw new InvalidInput('Planned looks must be whole numbers.');
  const bounds = groupSequentialBounds(looks, shape, alpha);
  const leads = looks.map((n, k) => sameParity(Math.ceil((bounds[k] as number) * Math.sqrt(n) - 1e-9), n));
  for (let tries = 0; tries < 100; tries++) {
    const exactAlpha = exactError(looks, leads);
    if (exactAlpha <= alpha) return { looks: [...looks], leads, exactAlpha };
    const k = mostGenerous(looks, leads, bounds);
    leads[k] = (leads[k] as number) + 2;
  }
  throw new Uncomputable('No plan in whole numbers keeps the error at these looks.');
}

const sameParity = (lead: number, n: number): number => ((lead - n) % 2 === 0 ? lead : lead + 1);

function exactError(looks: readonly number[], leads: readonly number[]): number {
  const table = new Map(looks.map((n, k) => [n, leads[k] as number]));
  const ceiling = looks.at(-1) as number;
  return latticeStopping(0.5, ceiling, stopsAtLead(table)).stoppedBy[ceiling] as number;
}

/** The look whose whole-number lead exceeds its bound least once the lattice's half step is taken off. */
function mostGenerous(looks: readonly number[], leads: readonly number[], bounds: readonly number[]): number {
  let best = 0;
  let bestMargin = Number.POSITIVE_INFINITY;
  for (const [k, n] of looks.entries()) {
    // P(lead >= L) on a lattice of spacing 2 is about P(Z >= (L - 1)/sqrt n).
    const margin = ((leads[k] as number) - 1) / Math.sqrt(n) - (bounds[k] as number);
    if (margin < bestMargin) {
      bestMargin = margin;
      best = k;
    }
  }
  return best;
}

/**
 * Power and mean size of a plan when the true share of wins is `share`.
 *
 * @returns power in [0, 1] (either direction) and the mean number of decided observations used
 */
export function planPower(plan: GroupSequentialPlan, share: number): { power: number; meanObservations: number } {
  const table = new Map(plan.looks.map((n, k) => [n, plan.leads[k] as number]));
  const ceiling = plan.looks.at(-1) as number;
  const { stoppedBy, meanObservations } = latticeStopping(share, ceiling, stopsAtLead(table));
  return { power: stoppedBy[ceiling] as number, meanObservations };
}
