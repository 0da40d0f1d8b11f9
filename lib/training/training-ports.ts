import type { CreateRunner } from '@/lib/nn/runner';
import type { MiningStatistics } from './embedder/mine-negatives';
import type { Component, StageName } from './recipe';

/** Dev measures of one moment of a training; each in [0, 1]. Undefined when there are no dev questions. */
export type DevMeasures = { recall20: number; recall60: number; recall100: number; mrr10: number; ndcg10: number };

/** A mined negative that is shown to the person: ids only, with where it came from. */
export type MinedExample = { questionId: string; documentId: string; rank: number; minedBy: string };

/** What a training says while it works. */
export type TrainingEvent = { component: Component; stage: StageName } & (
  | { kind: 'started'; totalSteps: number; trainQuestions: number; devQuestions: number }
  | { kind: 'step'; step: number; totalSteps: number; loss: number; learningRate: number; tokensPerSecond: number }
  | { kind: 'mined'; epoch: number; statistics: MiningStatistics; examples: MinedExample[] }
  | { kind: 'measured'; epoch: number; loss: number; dev: DevMeasures; isBest: boolean }
  | { kind: 'resumed'; epoch: number }
);

/** What is needed to go on after an epoch: arrays by name, and small facts. Written and read back bit for bit. */
export type EpochState = {
  arrays: Map<string, Float32Array>;
  facts: Record<string, number | string | undefined>;
};

/** What training needs of its surroundings. Times come from `monotonicMs`, handed in so that tests stand still. */
export type TrainingPorts = {
  createRunner: CreateRunner;
  onProgress: (event: TrainingEvent) => void;
  /** stops the training after the current step; `loadEpoch` finds the last finished epoch */
  signal?: AbortSignal;
  /** Keeps the state of a finished epoch under a key; a later one replaces it. Must be atomic. */
  saveEpoch?: (key: string, state: EpochState) => Promise<void>;
  /** The last kept state of that key, if there is one. */
  loadEpoch?: (key: string) => Promise<EpochState | undefined>;
  nowMs: () => number;
};
