import { describe, expect, it } from 'vitest';
import type { StageProgress } from '@/lib/contracts/trainings';
import { stagesAlongSteps } from './stages-along-steps';

const stage = (name: StageProgress['stage'], step: number): StageProgress => ({
  stage: name,
  state: 'working',
  step,
  totalSteps: 100,
  plannedCpuSeconds: null,
  trainQuestions: null,
  devQuestions: null,
  tokensPerSecond: null,
  loss: step > 0 ? [{ step, loss: 1, learningRate: 0.1 }] : [],
  measured: [],
  minings: [],
  checkpoint: null,
  bestEpoch: null,
  stoppedEarly: null,
  quantisationLoss: null,
  comparison: null,
});

describe('stages along one axis of steps', () => {
  it('puts a stage where the one before it really ended, not where it was planned to end', () => {
    const along = stagesAlongSteps([stage('base', 40), stage('stage-1', 25), stage('stage-2', 0)]);
    expect(along.map(({ stage: { stage: name }, from }) => [name, from])).toEqual([
      ['base', 0],
      ['stage-1', 40],
    ]);
  });
  it('is empty while nothing has begun', () => {
    expect(stagesAlongSteps([stage('base', 0)])).toEqual([]);
  });
});
