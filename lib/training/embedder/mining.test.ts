import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import type { MiningRecipe } from '../recipe';
import { excerptTokens } from '../text/token-sequence';
import { carveDev, epochPairs, type Question } from '../training-data';
import { contrastiveBatch } from './contrastive-batch';
import { mineNegatives, miningStatistics } from './mine-negatives';
import { weakPair } from './weak-pairs';

const recipe: MiningRecipe = { negatives: 2, rankFrom: 2, rankTo: 4, refresh: 'stage', keepFirstMining: 0 };
const ranked = { documents: Int32Array.of(7, 3, 9, 1, 4, 8), scores: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.5, 0.4) };
const sequence = (length: number, titleLength = 0) => ({
  tokens: Int32Array.from({ length }, (_, i) => i + 10),
  titleLength,
});

describe('mined negatives', () => {
  it('come from the window of ranks after labelled documents are removed', () => {
    const mined = mineNegatives(ranked, new Set([3]), recipe);
    expect([...mined.documents]).toEqual([9, 1, 4]);
    expect(mined.positiveRank).toBe(2);
    expect(mined.gap).toBeCloseTo(-0.1, 6);
  });

  it('leave out what scores too near to the labelled document, and count it', () => {
    const mined = mineNegatives(ranked, new Set([3]), { ...recipe, maximumShareOfPositive: 0.8 });
    expect([...mined.documents]).toEqual([1, 4]);
    expect(mined.suspected).toBe(1);
  });

  it('ask no margin of a positive that scores below zero, where a share of it would turn around', () => {
    const negative = { documents: Int32Array.of(1, 2), scores: Float32Array.of(-0.1, -0.2) };
    const mined = mineNegatives(negative, new Set([1]), { ...recipe, rankFrom: 1, maximumShareOfPositive: 0.5 });
    expect([...mined.documents]).toEqual([2]);
  });

  it('are empty, and counted so, when every result is labelled', () => {
    const all = mineNegatives(ranked, new Set(ranked.documents), recipe);
    const statistics = miningStatistics([all, mineNegatives(ranked, new Set([99]), recipe)], recipe);
    expect(statistics).toMatchObject({ questions: 2, withoutNegatives: 1, fewerThanAsked: 1, positivesNotFound: 1 });
  });
});

describe('a contrastive batch', () => {
  it('masks other labelled documents of a question and repeats of its own', () => {
    const documents = Array.from({ length: 4 }, () => sequence(5));
    const row = (positive: number, positives: number[], negatives: number[]) => ({
      query: sequence(3),
      positive,
      positives: new Set(positives),
      negatives,
    });
    const batch = contrastiveBatch([row(0, [0, 1], [2]), row(1, [1], [0])], [], documents);
    expect(batch.documents.length).toBe(4);
    expect([...batch.targets]).toEqual([1, 0, 0, 0, 0, 1, 0, 0]);
    // columns: 0, 1, 2, 0. Row 0 may not repel 1 (labelled too) nor the second 0 (the same document).
    expect([...batch.bias]).toEqual([0, -1e4, 0, -1e4, 0, 0, 0, 0]);
  });
});

describe('weak pairs', () => {
  const random = seededRandom(1);
  it('of the cloze kind hide the passage from the rest of its document, except now and then', () => {
    let hidden = 0;
    for (let i = 0; i < 200; i++) {
      const pair = weakPair('inverse-cloze', [sequence(80, 6)], 0, random);
      const rest = new Set(pair ? excerptTokens(pair.document) : []);
      if (pair && [...excerptTokens(pair.query)].every((token) => !rest.has(token))) hidden += 1;
    }
    expect(hidden).toBeGreaterThan(160);
    expect(hidden).toBeLessThan(200);
  });

  it('do not exist where a document is too short, has no title or has no related neighbour', () => {
    expect(weakPair('inverse-cloze', [sequence(6)], 0, random)).toBeUndefined();
    expect(weakPair('title', [sequence(50)], 0, random)).toBeUndefined();
    expect(weakPair('neighbour', [sequence(50), sequence(50)], 0, random, ['a', 'b'])).toBeUndefined();
    expect(weakPair('neighbour', [sequence(50), sequence(50)], 0, random, ['a', 'a'])?.documentIndex).toBe(1);
  });
});

describe('the pairs of an epoch', () => {
  const question = (task: string, i: number): Question => ({
    id: `${task}${i}`,
    task,
    text: '',
    sequence: sequence(3),
    positives: new Set([i]),
  });
  it('give a small task more than its share, by the root of the sizes', () => {
    const questions = [
      ...Array.from({ length: 90 }, (_, i) => question('large', i)),
      ...Array.from({ length: 10 }, (_, i) => question('small', i)),
    ];
    const pairs = epochPairs(questions, seededRandom(1));
    const small = pairs.filter((pair) => pair.question >= 90).length;
    expect(pairs.length).toBe(100);
    expect(small).toBe(25); // √10 / (√10 + √90) = 1/4
  });

  it('hold every pair once when there is one task', () => {
    const pairs = epochPairs(
      Array.from({ length: 30 }, (_, i) => question('only', i)),
      seededRandom(1),
    );
    expect(pairs.map((pair) => pair.question).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it('keep dev and train apart', () => {
    const { train, dev } = carveDev(
      Array.from({ length: 20 }, (_, i) => i),
      0.1,
      seededRandom(1),
    );
    expect([train.length, dev.length]).toEqual([18, 2]);
    expect(new Set([...train, ...dev]).size).toBe(20);
    expect(carveDev([1], 0.5, seededRandom(1))).toEqual({ train: [1], dev: [] });
  });
});
