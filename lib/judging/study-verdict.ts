import type { StudySettings } from '@/lib/contracts/study';
import { stoppingAdvice } from '@/lib/stats/stopping-advice';
import type { OutcomeCounts, PreferenceStatistics } from './preference-statistics';
import type { StoppingPath } from './stopping-path';

/** What a closed study concludes; the gate of a promotion reads the same words. */
export type Verdict = 'challenger_preferred' | 'champion_preferred' | 'equivalent' | 'inconclusive';

/** By which argument the verdict stands. */
export type VerdictBasis = 'exact_test' | 'group_sequential' | 'anytime';

export type StudyVerdict = { verdict: Verdict; basis: VerdictBasis; sentences: string[] };

type Input = {
  counts: OutcomeCounts;
  preference: PreferenceStatistics;
  path: StoppingPath;
  settings: Pick<StudySettings, 'stopping' | 'alpha' | 'smallestEffect'>;
  /** the planned sample or the stopping rule was not reached */
  closedEarly: boolean;
};

/**
 * The verdict by the rule that was registered before the first judgment: the exact test for a fixed sample that was
 * finished, the planned leads for planned looks, the e-process otherwise. A fixed sample that was closed early has been
 * looked at, so only the anytime-valid numbers still hold.
 */
export function decideVerdict(input: Input): StudyVerdict {
  const { preference, settings, closedEarly } = input;
  const basis: VerdictBasis =
    settings.stopping.kind === 'anytime' || closedEarly
      ? 'anytime'
      : settings.stopping.kind === 'fixed'
        ? 'exact_test'
        : 'group_sequential';
  const verdict = verdictBy(basis, input);
  return {
    verdict,
    basis,
    sentences: [
      resultSentence(input),
      conclusionSentence(verdict, basis, input),
      ...planSentences(verdict, preference),
      ...tieSentences(input),
    ],
  };
}

function verdictBy(basis: VerdictBasis, { path, preference, settings }: Input): Verdict {
  const towards = (winsMore: boolean): Verdict => (winsMore ? 'challenger_preferred' : 'champion_preferred');
  const within = ({ lower, upper }: { lower: number; upper: number }) =>
    lower > 0.5 - settings.smallestEffect && upper < 0.5 + settings.smallestEffect;
  if (basis === 'exact_test') {
    if (preference.pValue <= settings.alpha && preference.share !== undefined) return towards(preference.share > 0.5);
    return within(preference.interval) ? 'equivalent' : 'inconclusive';
  }
  if (path.stop && (path.stop.reason === 'winner' || path.stop.reason === 'look')) return towards(path.stop.winsMore);
  if (path.runningInterval.lower > 0.5) return towards(true);
  if (path.runningInterval.upper < 0.5) return towards(false);
  return within(path.runningInterval) ? 'equivalent' : 'inconclusive';
}

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;
const number = (n: number): string => n.toLocaleString('en-US');

function resultSentence({ counts, preference, settings }: Input): string {
  const { decided, share, interval, finished } = preference;
  if (share === undefined) {
    return finished === 0
      ? 'No query was finished.'
      : `None of the ${number(finished)} finished queries was decided: people preferred neither answer.`;
  }
  const confidence = Math.round((1 - settings.alpha) * 1000) / 10;
  return (
    `The challenger won ${number(counts.challengerWins)} of ${number(decided)} decided queries ` +
    `(${percent(share)}, exact ${confidence} % interval ${percent(interval.lower)} to ${percent(interval.upper)}; ` +
    `exact two-sided p = ${preference.pValue < 0.0001 ? preference.pValue.toExponential(1) : preference.pValue.toFixed(4)}).`
  );
}

function conclusionSentence(verdict: Verdict, basis: VerdictBasis, { path, settings }: Input): string {
  const by = {
    exact_test: 'by the exact test over the planned sample',
    group_sequential: 'by the planned looks',
    anytime: 'by the anytime-valid test, which holds however often somebody looked',
  }[basis];
  const { lower, upper } = path.runningInterval;
  const anytime = `Anytime-valid interval: ${percent(lower)} to ${percent(upper)}.`;
  switch (verdict) {
    case 'challenger_preferred':
      return `People prefer the challenger, ${by}. ${anytime}`;
    case 'champion_preferred':
      return `People prefer the champion, ${by}. ${anytime}`;
    case 'equivalent':
      return `The two are equivalent for practical purposes, ${by}: the preference differs from one half by less than ${percent(settings.smallestEffect, 0)}. ${anytime}`;
    case 'inconclusive':
      if (stoppingAdvice(path.runningInterval, settings.smallestEffect) === 'futile') {
        return `The challenger is not preferred by ${percent(settings.smallestEffect, 0)} or more beyond one half, ${by}; whether it is preferred at all stays open. ${anytime}`;
      }
      return `This study does not show which one people prefer, ${by}: a result like this is to be expected without any preference. ${anytime}`;
  }
}

/** What an honest tool says about a study that was too small. */
function planSentences(verdict: Verdict, { sensitivity, share }: PreferenceStatistics): string[] {
  if (verdict !== 'inconclusive' || !sensitivity || share === undefined) return [];
  const power = `A study of this size had ${percent(sensitivity.powerForObserved, 0)} power for the preference it observed`;
  const detectable = sensitivity.smallestDetectable80;
  const could = detectable === undefined ? '' : ` and could have found ${percent(detectable)} in four cases of five`;
  const { needed80, needed90 } = sensitivity;
  const needs =
    needed80 && needed90
      ? ` To confirm ${percent(share)} takes ${number(needed80.decided)} decided queries (${number(needed80.queries)} in all at this rate of ties) for 80 % power, ${number(needed90.decided)} (${number(needed90.queries)}) for 90 %.`
      : '';
  return [`${power}${could}.${needs}`];
}

function tieSentences({ counts, preference }: Input): string[] {
  const { netWinRate, tieRate, finished } = preference;
  if (netWinRate === undefined || tieRate === undefined) return [];
  const { interval } = netWinRate;
  const range = interval ? ` (${signed(interval.lower)} to ${signed(interval.upper)})` : '';
  return [
    `Over all ${number(finished)} finished queries the net win rate is ${signed(netWinRate.netWinRate)}${range}; ` +
      `${percent(tieRate)} were ties: ${number(counts.judgedEqual)} judged equal by people, ` +
      `${number(counts.identicalRetrieval)} with identical retrieval, decided by machine.`,
  ];
}

const signed = (share: number): string => `${share > 0 ? '+' : share < 0 ? '−' : ''}${percent(Math.abs(share), 2)}`;
