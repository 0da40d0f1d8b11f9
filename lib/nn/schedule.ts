import { InvalidInput } from '@/lib/foundation/errors';

/** How the learning rate moves: rises linearly from 0 during warm-up, then falls along a line or half a cosine, or stays. */
export type Schedule = {
  peak: number;
  totalSteps: number;
  /** share of the steps spent rising, in [0, 1) */
  warmup: number;
  decay: 'linear' | 'cosine' | 'none';
  /** where the fall ends, as a share of the peak; 0 when absent */
  floor?: number;
};

/**
 * The learning rate of a step.
 *
 * @param step counted from 0; beyond the last step the final rate stays
 * @throws {InvalidInput} if the warm-up is not in [0, 1) or there are no steps
 */
export function learningRate({ peak, totalSteps, warmup, decay, floor = 0 }: Schedule, step: number): number {
  if (!(warmup >= 0 && warmup < 1) || totalSteps < 1) {
    throw new InvalidInput('A schedule needs at least one step and a warm-up share from 0 up to, not including, 1.');
  }
  const warmupSteps = Math.ceil(warmup * totalSteps);
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  if (decay === 'none') return peak;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  const share = decay === 'linear' ? 1 - progress : 0.5 * (1 + Math.cos(Math.PI * progress));
  return peak * (floor + (1 - floor) * share);
}
