import { clopperPearson } from '@/lib/stats/clopper-pearson';
import { signTestSampleSize } from '@/lib/stats/sign-test-power';

/**
 * How many of a study's queries people will have to judge, from a trial retrieval on some of them.
 *
 * @param identical  queries of the trial with identical retrieval
 * @param tried      queries of the trial, at least 1
 * @param total      queries of the study
 */
export function yieldEstimate(identical: number, tried: number, total: number) {
  const { lower, upper } = clopperPearson(identical, tried - identical);
  const judgeable = (share: number) => Math.round(total * (1 - share));
  return {
    tried,
    identicalShare: identical / tried,
    interval: { lower, upper },
    judgeable: judgeable(identical / tried),
    judgeableAtLeast: judgeable(upper),
    judgeableAtMost: judgeable(lower),
  };
}

/**
 * Size of a study for the smallest preference worth its cost: decided queries by the exact test, and queries in all once
 * ties and identical retrieval are added back.
 *
 * @param smallestEffect  distance from one half that is worth the cost, in (0, 0.5)
 * @param power           wanted chance to find it, in (0, 1)
 * @param tieShare        expected share of judged ties among judged queries, in [0, 1)
 * @param identicalShare  expected share of identical retrieval among all, in [0, 1)
 * @throws {InvalidInput} if a share is out of range
 */
export function studySize(
  {
    smallestEffect,
    power,
    tieShare,
    identicalShare,
  }: { smallestEffect: number; power: number; tieShare: number; identicalShare: number },
  alpha = 0.05,
) {
  const { n } = signTestSampleSize(0.5 + smallestEffect, power, alpha);
  return {
    decided: n,
    judged: Math.ceil(n / (1 - tieShare)),
    queries: Math.ceil(n / ((1 - tieShare) * (1 - identicalShare))),
  };
}
