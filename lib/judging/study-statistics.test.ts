import { describe, expect, it } from 'vitest';
import { studySettingsSchema } from '@/lib/contracts/study';
import { seededRandom } from '@/lib/foundation/random';
import { armStrengths } from './arm-strengths';
import { latencyOverhead } from './latency-overhead';
import { findStop, followPath } from './stopping-path';
import type { StudyFacts, UnblindedItem, UnblindedJudgment } from './study-facts';
import { studyStatistics } from './study-statistics';
import { studySize, yieldEstimate } from './yield-estimate';

const settingsOf = (more: object = {}) =>
  studySettingsSchema.parse({
    generator: { kind: 'extractive' },
    sampling: { kind: 'random', size: 1, seed: 1 },
    stopping: { kind: 'fixed' },
    ...more,
  });
const arm = (id: string) => ({ kind: 'configuration' as const, id, name: id });

function itemsOf(counts: { b: number; a: number; equal: number; identical: number }): UnblindedItem[] {
  const outcomes = [
    ...Array(counts.b).fill('arm_b'),
    ...Array(counts.a).fill('arm_a'),
    ...Array(counts.equal).fill('judged_equal'),
    ...Array(counts.identical).fill('identical_retrieval'),
  ];
  const order = seededRandom(3).shuffle(outcomes.map((_, i) => i));
  return outcomes.map((outcome, i) => ({
    id: `i${i}`,
    queryId: `q${i}`,
    stratum: '',
    outcome,
    state: outcome === 'identical_retrieval' ? 'identical' : 'ready',
    finishedOrder: order[i],
    lengths: undefined,
    retrievalMs: undefined,
  }));
}

const factsOf = (items: UnblindedItem[], more: Partial<StudyFacts> = {}): StudyFacts => ({
  arms: { arm_a: arm('champion'), arm_b: arm('challenger') },
  settings: settingsOf(),
  items,
  judgments: [],
  guesses: { right: 0, wrong: 0, unknown: 0 },
  isJudgedElsewhere: false,
  isAaStudy: false,
  closedEarly: false,
  ...more,
});

describe('the published study, 173 wins / 144 losses / 72 ties', () => {
  const report = studyStatistics(factsOf(itemsOf({ b: 173, a: 144, equal: 0, identical: 72 })));

  it('reproduces to the printed digits', () => {
    const { preference, anytime } = report;
    expect(preference.decided).toBe(317);
    expect((preference.share as number) * 100).toBeCloseTo(54.6, 1);
    expect(preference.pValue).toBeCloseTo(0.1156619, 7);
    expect(preference.midPValue).toBeCloseTo(0.1037497, 7);
    expect(preference.interval.lower).toBeCloseTo(0.489144, 6);
    expect(preference.interval.upper).toBeCloseTo(0.601476, 6);
    expect(preference.netWinRate?.netWinRate).toBeCloseTo(0.07455, 5);
    expect(preference.tieRate).toBeCloseTo(72 / 389, 12);
    expect(preference.trinomial.pValue).toBeCloseTo(0.109422, 6);
    expect(anytime.prior).toBeCloseTo(49.5, 9);
    expect(anytime.interval.lower).toBeCloseTo(0.466, 3);
    expect(anytime.stop).toBeUndefined();
  });

  it('comes with the sentences an honest tool says about it', () => {
    expect(report.verdict.verdict).toBe('inconclusive');
    expect(report.verdict.sentences).toEqual([
      'The challenger won 173 of 317 decided queries (54.6 %, exact 95 % interval 48.9 % to 60.1 %; exact two-sided p = 0.1157).',
      expect.stringMatching(
        /^This study does not show which one people prefer, by the exact test over the planned sample: a result like this is to be expected without any preference\. Anytime-valid interval: /,
      ),
      'A study of this size had 35 % power for the preference it observed and could have found 58.0 % in four cases of five. To confirm 54.6 % takes 975 decided queries (1,197 in all at this rate of ties) for 80 % power, 1,288 (1,581) for 90 %.',
      'Over all 389 finished queries the net win rate is +7.46 % (−1.52 % to +16.43 %); 18.5 % were ties: 0 judged equal by people, 72 with identical retrieval, decided by machine.',
    ]);
  });
});

describe('verdicts', () => {
  const verdictOf = (counts: Parameters<typeof itemsOf>[0], more: Partial<StudyFacts> = {}) =>
    studyStatistics(factsOf(itemsOf(counts), more)).verdict;

  it.each([
    [{ b: 520, a: 432, equal: 10, identical: 20 }, 'challenger_preferred'],
    [{ b: 432, a: 520, equal: 10, identical: 20 }, 'champion_preferred'],
    [{ b: 1000, a: 1000, equal: 0, identical: 0 }, 'equivalent'],
    [{ b: 10, a: 10, equal: 0, identical: 0 }, 'inconclusive'],
    [{ b: 0, a: 0, equal: 30, identical: 5 }, 'inconclusive'],
    [{ b: 0, a: 0, equal: 0, identical: 0 }, 'inconclusive'],
    [{ b: 12, a: 0, equal: 0, identical: 0 }, 'challenger_preferred'],
  ] as const)('%j is %s by the exact test', (counts, verdict) => {
    expect(verdictOf(counts)).toMatchObject({ verdict, basis: 'exact_test' });
  });

  it('rests on anytime-valid figures when a fixed sample was closed early', () => {
    const early = verdictOf({ b: 60, a: 40, equal: 0, identical: 0 }, { closedEarly: true });
    expect(early).toMatchObject({ verdict: 'inconclusive', basis: 'anytime' });
    expect(early.sentences.at(-1)).toContain('closed before its plan was finished');
  });

  it('follows the planned looks of a group sequential study', () => {
    const stopping = { kind: 'group-sequential', looks: [250, 500, 750, 1000] };
    const settings = settingsOf({ stopping });
    const path = Array.from({ length: 250 }, (_, i) => i % 25 < 16);
    expect(findStop(path, settings)).toEqual({ reason: 'look', atDecided: 250, winsMore: true });
    expect(findStop(path.slice(0, 249), settings)).toBeUndefined();
    const flat = Array.from({ length: 1000 }, (_, i) => i % 2 === 0);
    expect(findStop(flat, settings)).toMatchObject({ reason: 'last_look', atDecided: 1000 });
  });

  it('says that an A/A study tests the apparatus and that outside judgments were not blinded here', () => {
    expect(verdictOf({ b: 9, a: 9, equal: 0, identical: 0 }, { isAaStudy: true }).sentences.join(' ')).toContain(
      'fault of the apparatus',
    );
    expect(
      verdictOf({ b: 9, a: 9, equal: 0, identical: 0 }, { isJudgedElsewhere: true }).sentences.join(' '),
    ).toContain('not enforced by this server');
  });
});

describe('the rest of the report', () => {
  const judgment = (i: number, more: Partial<UnblindedJudgment> = {}): UnblindedJudgment => ({
    itemId: `i${i}`,
    judge: 'judge 1',
    kind: 'main',
    round: 1,
    choice: 'left',
    challengerSide: i % 2 === 0 ? 'left' : 'right',
    preferred: i % 2 === 0 ? 'arm_b' : 'arm_a',
    isBothBad: false,
    isSurplus: false,
    durationMs: 9000,
    ...more,
  });

  it('shows a judge who always presses left, and leaves surplus and repeats out of the primary figures', () => {
    const items = itemsOf({ b: 20, a: 20, equal: 0, identical: 0 });
    const judgments = [
      ...Array.from({ length: 40 }, (_, i) => judgment(i)),
      judgment(0, { isSurplus: true, judge: 'judge 2', preferred: 'arm_a' }),
      judgment(2, { round: 2, preferred: 'arm_a' }),
      judgment(4, { round: 2, preferred: 'arm_b' }),
      ...Array.from({ length: 10 }, (_, i) =>
        judgment(100 + i, { kind: 'gold', preferred: i < 4 ? 'expected' : 'other' }),
      ),
    ];
    const report = studyStatistics(factsOf(items, { judgments }));
    expect(report.position?.leftWins).toBe(40);
    expect(report.position?.exactPValue).toBeLessThan(1e-9);
    expect(report.judges[0]).toMatchObject({
      judge: 'judge 1',
      judgments: 40,
      leftShare: 1,
      repeats: { same: 1, of: 2 },
      gold: { right: 4, of: 10, isFlagged: true },
    });
    expect(report.judges[1]).toMatchObject({ judgments: 0, surplus: 1 });
  });

  it('measures agreement over the queries that several judges saw', () => {
    const judgments = Array.from({ length: 30 }, (_, i) => [judgment(i), judgment(i, { judge: 'judge 2' })]).flat();
    const { agreement } = studyStatistics(factsOf(itemsOf({ b: 15, a: 15, equal: 0, identical: 0 }), { judgments }));
    expect(agreement).toMatchObject({
      itemsWithSeveralJudgments: 30,
      alpha: 1,
      fleiss: 1,
      ac1: 1,
      intraclassCorrelation: 1,
    });
  });

  it('reports strata with their weights and warns of a reversal', () => {
    const items = [
      ...itemsOf({ b: 90, a: 60, equal: 0, identical: 0 }).map((item) => ({ ...item, stratum: 'easy' })),
      ...itemsOf({ b: 20, a: 30, equal: 0, identical: 0 }).map((item) => ({
        ...item,
        id: `h${item.id}`,
        stratum: 'hard',
      })),
    ];
    const { strata } = studyStatistics(
      factsOf(items, { settings: settingsOf({ strataWeights: { easy: 1, hard: 9 } }) }),
    );
    expect(strata?.rows.map((row) => row.name)).toEqual(['easy', 'hard']);
    expect(strata?.combined?.hasSimpsonReversal).toBe(true);
  });

  it('survives being written as JSON: every figure with a meaning is finite', () => {
    const report = studyStatistics(factsOf(itemsOf({ b: 3, a: 0, equal: 1, identical: 1 })));
    expect(JSON.stringify(report)).not.toContain('null');
  });

  it('gives the latency overhead as a ratio with interval', () => {
    const random = seededRandom(5);
    const pairs = Array.from({ length: 389 }, () => {
      const championMs = 40 + random.next() * 200;
      return { championMs, challengerMs: championMs * 1.067 * Math.exp(0.05 * random.normal()) };
    });
    const result = latencyOverhead(pairs);
    expect(result?.ratio).toBeCloseTo(1.067, 1);
    expect(result?.interval.lower).toBeGreaterThan(1.05);
    expect(result?.interval.upper).toBeLessThan(1.085);
    expect(latencyOverhead(pairs.slice(0, 1))).toBeUndefined();
  });

  it('ranks arms over studies that share one', () => {
    const meeting = (a: string, b: string, aWins: number, bWins: number) => ({
      champion: { id: a, name: a },
      challenger: { id: b, name: b },
      championWins: aWins,
      challengerWins: bWins,
    });
    const { arms } = armStrengths([
      meeting('s1', 's2', 40, 60),
      meeting('s2', 's3', 45, 55),
      meeting('s1', 's3', 35, 65),
    ]);
    expect(arms.map((entry) => entry.id)).toEqual(['s3', 's2', 's1']);
    expect(() => armStrengths([meeting('a', 'b', 1, 2), meeting('c', 'd', 1, 2)])).toThrow('never compared');
  });

  it('plans size and yield', () => {
    expect(studySize({ smallestEffect: 0.05, power: 0.8, tieShare: 0, identicalShare: 0 })).toEqual({
      decided: 820,
      judged: 820,
      queries: 820,
    });
    expect(studySize({ smallestEffect: 0.05, power: 0.8, tieShare: 0.1, identicalShare: 0.2 })).toMatchObject({
      judged: 912,
      queries: 1139,
    });
    expect(yieldEstimate(8, 40, 389)).toMatchObject({ identicalShare: 0.2, judgeable: 311 });
  });
});

describe('the stopping rule', () => {
  it('calls two arms equivalent exactly when the confidence sequence lies inside the zone', () => {
    const settings = settingsOf({ stopping: { kind: 'anytime' } });
    const random = seededRandom(31);
    const path = Array.from({ length: 1600 }, () => random.next() < 0.5);
    const stop = findStop(path, settings);
    expect(stop?.reason).toBe('equivalent');
    const at = (n: number) => followPath(path.slice(0, n), settings).interval;
    const isInside = ({ lower, upper }: { lower: number; upper: number }) => lower > 0.45 && upper < 0.55;
    expect(isInside(at(stop?.atDecided ?? 0))).toBe(true);
    expect(isInside(at((stop?.atDecided ?? 0) - 1))).toBe(false);
  });

  /** Studies without a preference, checked after every judgment, a tie in five. */
  it('stops for a winner in at most 5 % of 2,000 studies of 400 queries', () => {
    const settings = settingsOf({ stopping: { kind: 'anytime' } });
    const random = seededRandom(20260301);
    let falseStops = 0;
    for (let study = 0; study < 2000; study++) {
      const path: boolean[] = [];
      for (let i = 0; i < 400; i++) if (random.next() >= 0.2) path.push(random.next() < 0.5);
      if (findStop(path, settings)?.reason === 'winner') falseStops++;
    }
    expect(falseStops / 2000).toBeLessThanOrEqual(0.05);
    expect(falseStops).toBeGreaterThan(0);
  });

  it('finds a preference of 60 % before 420 decided queries in at least 85 % of studies', () => {
    const settings = settingsOf({ stopping: { kind: 'anytime' } });
    const random = seededRandom(7);
    let found = 0;
    for (let study = 0; study < 300; study++) {
      const path = Array.from({ length: 420 }, () => random.next() < 0.6);
      if (findStop(path, settings)?.reason === 'winner') found++;
    }
    expect(found / 300).toBeGreaterThan(0.85);
  });
});
