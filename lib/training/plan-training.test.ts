import { describe, expect, it } from 'vitest';
import { fuseLists, learnFusionWeights } from './learn-fusion-weights';
import { measureRanking } from './measure-rankings';
import { planTraining } from './plan-training';
import { stageNames } from './recipe';
import { compare } from './train-checkpoint';

const facts = {
  component: 'embedder' as const,
  stages: stageNames,
  documents: 55_397,
  meanDocumentTokens: 127,
  trainQuestions: 1111,
  trainPairs: 1980,
  devQuestions: 124,
};

describe('a training plan', () => {
  it('is near the measured time of the statute collection', () => {
    const plan = planTraining(facts);
    expect(plan.stages.map((stage) => stage.stage)).toEqual(stageNames);
    expect(plan.cpuMinutes).toBeGreaterThan(2);
    expect(plan.cpuMinutes).toBeLessThan(10);
    expect(plan.warnings).toEqual([]);
  });

  it('grows with the collection and says when labels are too few', () => {
    const small = planTraining({ ...facts, documents: 50, trainQuestions: 10, trainPairs: 10, devQuestions: 1 });
    expect(small.cpuMinutes).toBeLessThan(planTraining(facts).cpuMinutes / 10);
    expect(small.warnings.length).toBe(3);
    const none = planTraining({ ...facts, trainQuestions: 0, trainPairs: 0, devQuestions: 0 });
    expect(none.warnings.join(' ')).toMatch(/only the base stage/);
  });

  it('knows that a transformer costs many times what a bag costs', () => {
    expect(planTraining({ ...facts, model: 'transformer' }).cpuMinutes).toBeGreaterThan(
      3 * planTraining(facts).cpuMinutes,
    );
  });

  it('counts the out-of-fold embedders of a reranker as preparation', () => {
    const plan = planTraining({ ...facts, component: 'reranker' });
    expect(plan.preparationCpuSeconds).toBeGreaterThan(planTraining(facts).preparationCpuSeconds + 10);
  });
});

describe('fusion of lists', () => {
  const list = (documents: number[], scores: number[]) => ({
    documents: Int32Array.from(documents),
    scores: Float32Array.from(scores),
  });
  it('adds scores by share of the highest, and gives a missing document the lowest score of the list', () => {
    const fused = fuseLists(
      [
        { ranked: list([1, 2], [4, 2]), weight: 0.5 },
        { ranked: list([3], [10]), weight: 0.5 },
      ],
      3,
    );
    expect([...fused.documents]).toEqual([1, 2, 3]);
    expect([...fused.scores]).toEqual([1, 0.75, 0.75]);
  });

  it('learns to trust the list that finds the answers', () => {
    const questions = [1, 2, 3].map((answer) => ({
      id: String(answer),
      positives: new Set([answer]),
      lists: [list([9, 8, answer], [1, 0.9, 0.1]), list([answer, 8], [1, 0.2])],
    }));
    const learned = learnFusionWeights(questions);
    expect(learned.weights[1]).toBeGreaterThan(0.5);
    expect(learned.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(learned.dev.mrr10).toBe(1);
    expect(learned.alone.map((dev) => dev.mrr10)).toEqual([1 / 3, 1]);
  });
});

describe('measures of a ranking', () => {
  it('are those computed by hand', () => {
    const measures = measureRanking('q', [5, 1, 7, 2], new Set([1, 2, 99]));
    expect(measures.recall20).toBeCloseTo(2 / 3, 9);
    expect(measures.mrr10).toBe(0.5);
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(measures.ndcg10).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / ideal, 9);
  });
});

describe('the comparison with the parent', () => {
  const measures = (id: string, value: number) => ({
    id,
    recall20: value,
    recall60: value,
    recall100: value,
    mrr10: value,
    ndcg10: value,
  });
  it('says regressed and names the questions that got worse, worst first', () => {
    const before = [measures('a', 1), measures('b', 0.5), measures('c', 0)];
    const after = [measures('a', 0.2), measures('b', 0.4), measures('c', 0.1)];
    const comparison = compare(before, after, 'recall60');
    expect(comparison?.hasRegressed).toBe(true);
    expect(comparison?.worse.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(comparison?.gain.mrr10).toBeCloseTo(-0.8 / 3, 9);
    expect(compare([], after, 'recall60')).toBeUndefined();
  });
});
