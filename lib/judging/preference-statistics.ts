import type { StudySettings } from '@/lib/contracts/study';
import { clopperPearson } from '@/lib/stats/clopper-pearson';
import { davidson } from '@/lib/stats/davidson';
import { netWinRate } from '@/lib/stats/net-win-rate';
import { signTest } from '@/lib/stats/sign-test';
import { signTestPower, signTestSampleSize, smallestDetectableShare } from '@/lib/stats/sign-test-power';
import { stratifiedPreference } from '@/lib/stats/stratified-preference';
import { trinomialTest } from '@/lib/stats/trinomial-test';
import { wilson } from '@/lib/stats/wilson';
import type { UnblindedItem } from './study-facts';

/** Items by what they came to. */
export type OutcomeCounts = {
  queries: number;
  /** wins of the challenger and of the champion */
  challengerWins: number;
  championWins: number;
  judgedEqual: number;
  identicalRetrieval: number;
  failed: number;
  quarantined: number;
  unfinished: number;
};

/** Counts the items by outcome; items that failed or were not finished are apart and in no denominator. */
export function countOutcomes(items: readonly UnblindedItem[]): OutcomeCounts {
  const count = (is: (item: UnblindedItem) => boolean) => items.filter(is).length;
  return {
    queries: items.length,
    challengerWins: count((item) => item.outcome === 'arm_b'),
    championWins: count((item) => item.outcome === 'arm_a'),
    judgedEqual: count((item) => item.outcome === 'judged_equal'),
    identicalRetrieval: count((item) => item.outcome === 'identical_retrieval'),
    failed: count((item) => item.state === 'failed'),
    quarantined: count((item) => item.state === 'quarantined'),
    unfinished: count((item) => item.outcome === undefined && (item.state === 'ready' || item.state === 'waiting')),
  };
}

/**
 * The preference without ties, with exact interval and test, and the net win rate over all finished queries, ties
 * included, side by side; ties split by cause; what the sample could have shown.
 *
 * @returns `share` and what follows from it `undefined` when nothing was decided
 */
export function preferenceStatistics(counts: OutcomeCounts, { alpha }: Pick<StudySettings, 'alpha'>) {
  const { challengerWins: wins, championWins: losses, judgedEqual, identicalRetrieval } = counts;
  const decided = wins + losses;
  const ties = judgedEqual + identicalRetrieval;
  const finished = decided + ties;
  const share = decided === 0 ? undefined : wins / decided;
  return {
    decided,
    finished,
    share,
    interval: clopperPearson(wins, losses, alpha),
    wilson: wilson(wins, losses, alpha),
    ...signTest(wins, losses),
    trinomial: trinomialTest(wins, losses, ties),
    davidson: davidson(wins, losses, ties),
    netWinRate: netWinRate(wins, losses, ties, alpha),
    tieRate: finished === 0 ? undefined : ties / finished,
    judgedEqualRate: finished === 0 ? undefined : judgedEqual / finished,
    identicalRetrievalRate: finished === 0 ? undefined : identicalRetrieval / finished,
    sensitivity: share === undefined ? undefined : sensitivity(decided, share, finished, alpha),
  };
}

export type PreferenceStatistics = ReturnType<typeof preferenceStatistics>;

/** What this many decided queries could show, and how many the observed share would need. */
function sensitivity(decided: number, share: number, finished: number, alpha: number) {
  const isExtreme = share === 0 || share === 1;
  const inAll = (n: number) => Math.ceil((n * finished) / decided);
  const needed = (power: number) => {
    if (isExtreme || Math.abs(share - 0.5) < 0.005) return undefined;
    const { n } = signTestSampleSize(share, power, alpha);
    return { decided: n, queries: inAll(n) };
  };
  return {
    powerForObserved: isExtreme ? 1 : signTestPower(decided, share, alpha),
    smallestDetectable80: smallestDetectableShare(decided, 0.8, alpha),
    smallestDetectable90: smallestDetectableShare(decided, 0.9, alpha),
    needed80: needed(0.8),
    needed90: needed(0.9),
  };
}

/**
 * Preference by stratum and reweighted to the population.
 *
 * @param weights  share of each stratum in the population; empty: the share of the sample's queries
 * @returns        `undefined` with fewer than two strata, or when one of them has no decided query
 */
export function strataStatistics(items: readonly UnblindedItem[], weights: Record<string, number>, alpha: number) {
  const names = [...new Set(items.map((item) => item.stratum))].sort();
  if (names.length < 2) return undefined;
  const hasWeights = names.some((name) => (weights[name] ?? 0) > 0);
  const rows = names.map((name) => {
    const of = items.filter((item) => item.stratum === name);
    const wins = of.filter((item) => item.outcome === 'arm_b').length;
    const losses = of.filter((item) => item.outcome === 'arm_a').length;
    return {
      name,
      queries: of.length,
      wins,
      losses,
      ties: of.filter((item) => item.outcome === 'judged_equal' || item.outcome === 'identical_retrieval').length,
      weight: hasWeights ? (weights[name] ?? 0) : of.length,
      interval: clopperPearson(wins, losses, alpha),
    };
  });
  return { rows, combined: stratifiedPreference(rows, alpha) };
}
