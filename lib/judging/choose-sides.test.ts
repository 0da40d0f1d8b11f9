import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { commitmentOf, matchesCommitment, secretUniform } from './blinding-commitment';
import { chooseLeft } from './choose-sides';
import { SideHistory, type SideRecord, verifySides } from './verify-sides';

const fresh = { itemLefts: { first: 0, second: 0 }, judgeLefts: { first: 0, second: 0 } };

/** Mean and 95th percentile of the imbalance of one judge's sides after n items. */
function imbalance(
  n: number,
  judges: number,
  toss: (lefts: { first: number; second: number }, u: number) => 'first' | 'second',
) {
  const random = seededRandom(11);
  const values = Array.from({ length: judges }, () => {
    const lefts = { first: 0, second: 0 };
    for (let i = 0; i < n; i++) lefts[toss(lefts, random.next())]++;
    return Math.abs(lefts.first - lefts.second);
  }).sort((a, b) => a - b);
  return { mean: values.reduce((sum, v) => sum + v, 0) / judges, p95: values[Math.floor(judges * 0.95)] };
}

describe('the choice of sides', () => {
  it.each([
    [30, 1.31, 4.31],
    [100, 1.34, 8.01],
  ])('keeps a judge balanced after %i items as tabulated, far better than a fair coin', (n, efron, fair) => {
    const ours = imbalance(n, 4000, (judgeLefts, uniform) => chooseLeft({ ...fresh, judgeLefts, uniform }));
    const coin = imbalance(n, 4000, (_, u) => (u < 0.5 ? 'first' : 'second'));
    expect(Math.abs(ours.mean - efron)).toBeLessThan(0.1);
    expect(ours.p95).toBe(4);
    expect(Math.abs(coin.mean - fair)).toBeLessThan(0.3);
  });

  it('gives the next judge of an item the opposite side, whatever the coin says', () => {
    for (const uniform of [0, 0.5, 0.999]) {
      expect(chooseLeft({ ...fresh, itemLefts: { first: 1, second: 0 }, uniform })).toBe('second');
      expect(chooseLeft({ ...fresh, itemLefts: { first: 1, second: 2 }, uniform })).toBe('first');
    }
  });

  it('swaps the sides of a repeated view even when the item is balanced', () => {
    const itemLefts = { first: 1, second: 1 };
    expect(chooseLeft({ ...fresh, itemLefts, ownEarlierLeft: 'second', uniform: 0.99 })).toBe('first');
  });

  it('never makes the next side certain for a judge', () => {
    for (const judgeLefts of [
      { first: 9, second: 0 },
      { first: 0, second: 9 },
      { first: 4, second: 4 },
    ]) {
      const sides = new Set([0.01, 0.99].map((uniform) => chooseLeft({ ...fresh, judgeLefts, uniform })));
      expect(sides.size).toBe(2);
    }
  });
});

describe('the commitment', () => {
  const secret = { nonce: 'n'.repeat(43), mapping: { x: 'arm_a', y: 'arm_b' } as const };

  it('holds for the secret in any order of keys and for no other', () => {
    const commitment = commitmentOf(secret);
    expect(matchesCommitment({ mapping: { y: 'arm_b', x: 'arm_a' }, nonce: secret.nonce }, commitment)).toBe(true);
    expect(matchesCommitment({ ...secret, mapping: { x: 'arm_b', y: 'arm_a' } }, commitment)).toBe(false);
    expect(matchesCommitment({ ...secret, nonce: 'm'.repeat(43) }, commitment)).toBe(false);
  });

  it('derives uniform numbers that do not repeat between labels', () => {
    const values = Array.from({ length: 4000 }, (_, i) => secretUniform('nonce', `judge:${i}`));
    expect(new Set(values).size).toBe(4000);
    expect(values.reduce((sum, v) => sum + v, 0) / 4000).toBeCloseTo(0.5, 1);
    expect(secretUniform('nonce', 'judge:7')).toBe(values[7]);
    expect(secretUniform('other', 'judge:7')).not.toBe(values[7]);
  });
});

describe('checking the sides after closing', () => {
  const mapping = Object.fromEntries(
    Array.from(
      { length: 20 },
      (_, i) =>
        [
          [`a${i}`, 'arm_a'],
          [`b${i}`, 'arm_b'],
        ] as const,
    ).flat(),
  );
  const secret = { nonce: 'secret', mapping };
  const history = new SideHistory();
  const records: SideRecord[] = Array.from({ length: 40 }, (_, i) => {
    const view = { itemId: `item${i % 20}`, judgeId: `judge${Math.floor(i / 20)}`, round: 1 };
    const left = chooseLeft(history.factsFor(view, secret.nonce));
    history.add(view, left);
    const [a, b] = [`a${i % 20}`, `b${i % 20}`];
    return left === 'first'
      ? { ...view, leftAnswerId: a, rightAnswerId: b }
      : { ...view, leftAnswerId: b, rightAnswerId: a };
  });

  it('confirms sides that came from the nonce', () => {
    expect(verifySides(records, secret)).toEqual({ assignments: 40, isAsCommitted: true, firstDeviation: undefined });
  });

  it('names the first assignment whose sides somebody chose', () => {
    const tampered = records.map((record, i) =>
      i === 13 ? { ...record, leftAnswerId: record.rightAnswerId, rightAnswerId: record.leftAnswerId } : record,
    );
    expect(verifySides(tampered, secret)).toMatchObject({ isAsCommitted: false, firstDeviation: 13 });
    expect(verifySides(records, { ...secret, nonce: 'other' }).isAsCommitted).toBe(false);
  });
});
