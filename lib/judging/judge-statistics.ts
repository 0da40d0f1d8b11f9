import { blindingIndex } from '@/lib/stats/blinding-index';
import { type Choice, clusterRobustTest, intraclassCorrelation, queryMeanScore } from '@/lib/stats/clustering';
import { covariatePreference } from '@/lib/stats/covariate-preference';
import { fleissKappa } from '@/lib/stats/fleiss-kappa';
import { goldRule } from '@/lib/stats/gold-check';
import { gwetAc1 } from '@/lib/stats/gwet-ac1';
import { krippendorffAlpha } from '@/lib/stats/krippendorff-alpha';
import { type PositionBias, positionBias } from '@/lib/stats/position-bias';
import { paceOf } from './decide-submission';
import { asPreference } from './outcome-of-item';
import type { StudyFacts, UnblindedItem, UnblindedJudgment } from './study-facts';

const isPrimary = (judgment: UnblindedJudgment) =>
  judgment.kind === 'main' && judgment.round === 1 && !judgment.isSurplus;

const preferenceOf = (judgment: UnblindedJudgment): Choice => asPreference(judgment.preferred);

function byItem(judgments: readonly UnblindedJudgment[]): UnblindedJudgment[][] {
  const groups = new Map<string, UnblindedJudgment[]>();
  for (const judgment of judgments) groups.set(judgment.itemId, [...(groups.get(judgment.itemId) ?? []), judgment]);
  return [...groups.values()];
}

/**
 * How far judges agree: Krippendorff's alpha (any number of judges an item) as the headline, Fleiss' kappa and Gwet's AC1
 * for the items with the most common number of judgments above one; intraclass correlation and a cluster-robust test.
 *
 * @returns `alpha` and the others `undefined` where no item has two judgments or nothing varies
 */
export function agreementStatistics(judgments: readonly UnblindedJudgment[]) {
  const groups = byItem(judgments.filter(isPrimary));
  const code = { loss: 0, tie: 1, win: 2 } as const;
  const units = groups.map((group) => group.map((judgment) => code[preferenceOf(judgment)]));
  const shared = units.filter((unit) => unit.length >= 2);
  const sizes = new Map<number, number>();
  for (const unit of shared) sizes.set(unit.length, (sizes.get(unit.length) ?? 0) + 1);
  const [commonSize] = [...sizes].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  const table = shared
    .filter((unit) => unit.length === commonSize)
    .map((unit) => [0, 1, 2].map((value) => unit.filter((u) => u === value).length));
  const scores = groups.map((group) => queryMeanScore(group.map(preferenceOf)));
  return {
    itemsWithSeveralJudgments: shared.length,
    alpha: krippendorffAlpha(units, 'nominal'),
    ordinalAlpha: krippendorffAlpha(units, 'ordinal'),
    fleiss: fleissKappa(table)?.kappa,
    ac1: gwetAc1(table),
    intraclassCorrelation: intraclassCorrelation(units.map((unit) => unit.map((value) => value / 2))),
    clusterRobust: clusterRobustTest(scores),
  };
}

/** Position bias over all judgments, and whether the left side wins. `undefined` until both sides were used. */
export function positionStatistics(judgments: readonly UnblindedJudgment[]): PositionBias | undefined {
  const decided = judgments.filter((judgment) => isPrimary(judgment) && preferenceOf(judgment) !== 'tie');
  const on = (side: 'left' | 'right') => {
    const of = decided.filter((judgment) => judgment.challengerSide === side);
    return { wins: of.filter((judgment) => preferenceOf(judgment) === 'win').length, decided: of.length };
  };
  return positionBias(on('left'), on('right'));
}

/**
 * Each judge by number: how much, how fast, how often the left side, gold pairs right, same choice when a pair came back
 * with the sides swapped. A flag asks for a review; it removes nothing.
 */
export function judgeStatistics(judgments: readonly UnblindedJudgment[]) {
  const judges = [...new Set(judgments.map((judgment) => judgment.judge))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return judges.map((judge) => {
    const own = judgments.filter((judgment) => judgment.judge === judge);
    const main = own.filter(isPrimary);
    const gold = own.filter((judgment) => judgment.kind === 'gold' && !judgment.isSurplus);
    const goldRight = gold.filter((judgment) => judgment.preferred === 'expected').length;
    const rule = gold.length === 0 ? undefined : goldRule(gold.length);
    const repeats = own.filter((judgment) => judgment.round === 2);
    const same = repeats.filter((again) =>
      own.some((first) => first.itemId === again.itemId && first.round === 1 && first.preferred === again.preferred),
    ).length;
    const sides = main.filter((judgment) => judgment.choice !== 'tie');
    return {
      judge,
      judgments: main.length,
      surplus: own.filter((judgment) => judgment.isSurplus).length,
      ties: main.length - sides.length,
      bothBad: main.filter((judgment) => judgment.isBothBad).length,
      leftShare: sides.length === 0 ? undefined : sides.filter((j) => j.choice === 'left').length / sides.length,
      medianSeconds: medianOf(main.map((judgment) => judgment.durationMs / 1000)),
      fast: main.filter((judgment) => paceOf(judgment.durationMs) === 'fast').length,
      slow: main.filter((judgment) => paceOf(judgment.durationMs) === 'slow').length,
      position: positionStatistics(own),
      gold: { right: goldRight, of: gold.length, isFlagged: rule !== undefined && goldRight <= rule.flagAtOrBelow },
      repeats: { same, of: repeats.length },
    };
  });
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Whether the longer answer wins, and what the preference is at equal length (differences in hundreds of characters). */
export function lengthStatistics(items: readonly UnblindedItem[]) {
  const observations = items.flatMap(({ outcome, lengths }) =>
    lengths && (outcome === 'arm_a' || outcome === 'arm_b')
      ? [{ isWin: outcome === 'arm_b', difference: (lengths.arm_b - lengths.arm_a) / 100 }]
      : [],
  );
  return covariatePreference(observations);
}

/** Whether judges could tell which side was the challenger. */
export const blindingStatistics = ({ right, wrong, unknown }: StudyFacts['guesses']) =>
  blindingIndex(right, wrong, unknown);
