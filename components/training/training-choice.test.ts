import { describe, expect, it } from 'vitest';
import { commonSplits, fittingDatasets, stagesBetween, startOf, type TrainingDraft } from './training-choice';

const draft: TrainingDraft = {
  component: 'embedder',
  datasets: ['stard'],
  trainSplit: undefined,
  devSplit: undefined,
  firstStage: 'base',
  lastStage: 'stage-3',
  parentId: undefined,
  embedderId: undefined,
  seed: '',
  precision: 'int8',
  model: 'static-bag',
  name: '',
};
const dataset = (slug: string, corpusHash: string, splits: string[]) => ({
  slug,
  name: slug,
  corpusHash,
  corpusName: 'c',
  documentCount: 1,
  splits: Object.fromEntries(splits.map((split) => [split, { queries: 1, pairs: 1 }])),
});
const choice = {
  datasets: [
    dataset('a', 'x', ['train', 'dev', 'test']),
    dataset('b', 'x', ['train', 'test-hard']),
    dataset('c', 'y', ['train']),
  ],
  checkpoints: [],
};

describe('the choice of a training', () => {
  it('is sent only when everything that is needed was chosen', () => {
    expect(startOf(draft)?.stages).toEqual(['base', 'stage-1', 'stage-2', 'stage-3']);
    expect(startOf({ ...draft, datasets: [] })).toBeUndefined();
    expect(startOf({ ...draft, firstStage: 'stage-1' })).toBeUndefined();
    expect(startOf({ ...draft, component: 'reranker' })).toBeUndefined();
    expect(startOf({ ...draft, seed: '4294967296' })).toBeUndefined();
    expect(startOf({ ...draft, seed: 'x' })).toBeUndefined();
  });
  it('sends a seed of zero, and none when none was typed', () => {
    expect(startOf({ ...draft, seed: '0' })?.seed).toBe(0);
    expect(startOf(draft)).not.toHaveProperty('seed');
  });
  it('leaves the architecture to the parent where there is one', () => {
    expect(startOf({ ...draft, firstStage: 'stage-1', parentId: 'p' })).not.toHaveProperty('model');
    expect(startOf(draft)?.model).toBe('static-bag');
  });
  it('never leaves a gap between stages', () => {
    expect(stagesBetween('stage-1', 'stage-3')).toEqual(['stage-1', 'stage-2', 'stage-3']);
    expect(stagesBetween('stage-2', 'base')).toEqual(['stage-2']);
  });
  it('offers no split of tests, and only splits that all datasets have', () => {
    expect(commonSplits(choice, ['a'])).toEqual(['dev', 'train']);
    expect(commonSplits(choice, ['a', 'b'])).toEqual(['train']);
    expect(commonSplits(choice, [])).toEqual([]);
  });
  it('offers only datasets over one corpus together', () => {
    expect(fittingDatasets(choice, ['b']).map(({ slug }) => slug)).toEqual(['a', 'b']);
    expect(fittingDatasets(choice, [])).toHaveLength(3);
  });
});
