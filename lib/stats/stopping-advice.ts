import type { Interval } from './arguments';

export type StoppingAdvice = 'continue' | 'winner' | 'futile' | 'equivalent';

/**
 * What a confidence sequence around the share of wins allows to conclude now. All of it is anytime-valid, because the
 * sequence covers at all times at once.
 *
 * - `winner`: one half lies outside
 * - `equivalent`: the whole interval lies within 1/2 +- smallestEffect
 * - `futile`: the upper end lies below 1/2 + smallestEffect, so the challenger cannot be better by what was asked for
 *
 * @param smallestEffect  distance from one half that would be worth its cost, above 0
 * @returns               `continue` for the whole [0, 1]
 */
export function stoppingAdvice({ lower, upper }: Interval, smallestEffect: number): StoppingAdvice {
  if (lower > 0.5 || upper < 0.5) return 'winner';
  if (lower > 0.5 - smallestEffect && upper < 0.5 + smallestEffect) return 'equivalent';
  return upper < 0.5 + smallestEffect ? 'futile' : 'continue';
}
