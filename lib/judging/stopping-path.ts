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
 * Where the stopping rule is first met on a path, checked after every decided query.
 *
 * @param path   true for a win of the challenger; one entry for each decided query in the order in which they were
 *               finished, ties left out: a tie multiplies the e-process by 1 (statistics note A2)
 * @param rules  from the frozen settings
 */
export function findStop(path: readonly boolean[], rules: Rules, plan = planOf(rules)): StoppingPath['stop'] {
  const prior = priorForEffect(rules.smallestEffect);
  let [wins, losses, logMixture] = [0, 0, 0];
  for (const [i, isWin] of path.entries()) {
    const chanceOfWin = (prior + wins) / (2 * prior + i);
    logMixture += Math.log(isWin ? chanceOfWin : 1 - chanceOfWin);
    if (isWin) wins++;
    else losses++;
    const reason = reasonAt({ n: i + 1, wins, losses, logMixture }, rules, prior, plan);
    if (reason) return { reason, atDecided: i + 1, winsMore: wins > losses };
  }
  return undefined;
}

/**
 * The whole sequential analysis of a path: where the rule was met, and the anytime-valid figures at its end. The same path
 * always gives the same answer, so the live check and the report after closing cannot disagree.
 */
export function followPath(path: readonly boolean[], rules: Rules, plan = planOf(rules)): StoppingPath {
  const prior = priorForEffect(rules.smallestEffect);
  const logEs: number[] = [];
  const intervals: Interval[] = [];
  let [wins, losses] = [0, 0];
  for (const isWin of path) {
    if (isWin) wins++;
    else losses++;
    logEs.push(logEValue(wins, losses, { prior }));
    intervals.push(confidenceSequence(wins, losses, prior, rules.alpha));
  }
  return {
    decided: path.length,
    wins,
    losses,
    stop: findStop(path, rules, plan),
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

/** Counts so far, and the ln of their probability under the mixing distribution, kept step by step. */
type State = { n: number; wins: number; losses: number; logMixture: number };

function reasonAt(
  state: State,
  { stopping, alpha, smallestEffect }: Rules,
  prior: number,
  plan: GroupSequentialPlan | undefined,
): StopReason | undefined {
  switch (stopping.kind) {
    case 'fixed':
      // The whole planned sample is judged; the slots end the study.
      return undefined;
    case 'group-sequential': {
      const look = plan?.looks.indexOf(state.n) ?? -1;
      if (plan === undefined || look === -1) return undefined;
      if (Math.abs(state.wins - state.losses) >= (plan.leads[look] as number)) return 'look';
      return look === plan.looks.length - 1 ? 'last_look' : undefined;
    }
    case 'anytime': {
      if (isRejected(state, 0.5, alpha, prior)) return 'winner';
      // The confidence sequence lies inside the zone exactly when both of its edges are rejected. Futility is no reason to
      // stop: it exists in one direction only, so a stop would tell the direction while the study is open.
      const edges = [0.5 - smallestEffect, 0.5 + smallestEffect];
      if (edges.every((edge) => isRejected(state, edge, alpha, prior))) return 'equivalent';
      return stopping.ceiling !== undefined && state.n >= stopping.ceiling ? 'ceiling' : undefined;
    }
  }
}

/** Whether the e-process rejects a share now. The sum kept step by step screens; the closed form decides near the line. */
function isRejected({ wins, losses, logMixture }: State, nullShare: number, alpha: number, prior: number): boolean {
  const logE = logMixture - wins * Math.log(nullShare) - losses * Math.log1p(-nullShare);
  if (logE < -Math.log(alpha) - 1e-6) return false;
  return hasReached(logEValue(wins, losses, { prior, nullShare }), alpha);
}
