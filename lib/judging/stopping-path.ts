import type { StudySettings } from '@/lib/contracts/study';
import {
  anytimePValue,
  hasReached,
  logEValue,
  logEValueOneSided,
  priorForEffect,
} from '@/lib/stats/beta-binomial-e-process';
import { confidenceSequence, runningIntersection } from '@/lib/stats/confidence-sequence';
import { type GroupSequentialPlan, groupSequentialPlan } from '@/lib/stats/group-sequential';
import { stoppingAdvice } from '@/lib/stats/stopping-advice';

/** Why a study may stop. Only the fact that it may is shown while it is open: a reason would tell the direction. */
export type StopReason = 'winner' | 'equivalent' | 'look' | 'last_look' | 'ceiling';

export type StoppingPath = {
  decided: number;
  wins: number;
  losses: number;
  stop: { reason: StopReason; atDecided: number; winsMore: boolean } | undefined;
  /** the anytime view, whatever the rule: valid for anybody who looked in between */
  logE: number;
  logEOneSided: number;
  anytimePValue: number;
  interval: { lower: number; upper: number };
  runningInterval: { lower: number; upper: number };
  prior: number;
  plan: GroupSequentialPlan | undefined;
};

type Rules = Pick<StudySettings, 'stopping' | 'alpha' | 'smallestEffect'>;

/** The integer plan of a group sequential study; `undefined` for the other rules. */
export const planOf = ({ stopping, alpha }: Rules): GroupSequentialPlan | undefined =>
  stopping.kind === 'group-sequential' ? groupSequentialPlan(stopping.looks, 'lan-demets', alpha) : undefined;

/**
 * Follows the decided queries in the order in which they were finished and applies the study's stopping rule after each.
 *
 * @param path   true for a win of the challenger; one entry for each decided query, ties left out
 * @param rules  from the frozen settings
 * @returns      where the rule first allowed to stop, and the anytime-valid state at the end of the path
 *
 * The same path always gives the same answer, so the live check and the report after closing cannot disagree. A tie
 * multiplies the e-process by 1, so leaving it out changes nothing (statistics note A2).
 */
export function followPath(path: readonly boolean[], rules: Rules, plan = planOf(rules)): StoppingPath {
  const prior = priorForEffect(rules.smallestEffect);
  const logEs: number[] = [];
  const intervals: { lower: number; upper: number }[] = [];
  let [wins, losses] = [0, 0];
  let stop: StoppingPath['stop'];
  for (const [i, isWin] of path.entries()) {
    if (isWin) wins++;
    else losses++;
    logEs.push(logEValue(wins, losses, { prior }));
    intervals.push(confidenceSequence(wins, losses, prior, rules.alpha));
    if (stop) continue;
    const reason = reasonAt(i + 1, wins - losses, logEs[i] as number, intervals[i] as Interval, rules, plan);
    if (reason) stop = { reason, atDecided: i + 1, winsMore: wins > losses };
  }
  return {
    decided: path.length,
    wins,
    losses,
    stop,
    logE: logEs.at(-1) ?? 0,
    logEOneSided: logEValueOneSided(wins, losses, prior),
    anytimePValue: anytimePValue(logEs),
    interval: intervals.at(-1) ?? { lower: 0, upper: 1 },
    runningInterval: runningIntersection(intervals),
    prior,
    plan,
  };
}

type Interval = { lower: number; upper: number };

function reasonAt(
  n: number,
  lead: number,
  logE: number,
  interval: Interval,
  { stopping, alpha, smallestEffect }: Rules,
  plan: GroupSequentialPlan | undefined,
): StopReason | undefined {
  switch (stopping.kind) {
    case 'fixed':
      // The whole planned sample is judged; the item slots end the study.
      return undefined;
    case 'group-sequential': {
      const look = plan?.looks.indexOf(n) ?? -1;
      if (plan === undefined || look === -1) return undefined;
      if (Math.abs(lead) >= (plan.leads[look] as number)) return 'look';
      return look === plan.looks.length - 1 ? 'last_look' : undefined;
    }
    case 'anytime': {
      if (hasReached(logE, alpha)) return 'winner';
      // Not for futility: that reason exists in one direction only, so a stop would tell it while the study is open.
      if (stoppingAdvice(interval, smallestEffect) === 'equivalent') return 'equivalent';
      return stopping.ceiling !== undefined && n >= stopping.ceiling ? 'ceiling' : undefined;
    }
  }
}
