import type { Tone } from '@/components/ui/status';
import type { DevMeasures, TrainingState } from '@/lib/contracts/trainings';

export const isTrainingOver = (state: TrainingState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

export const stateTone: Record<TrainingState, Tone> = {
  queued: 'neutral',
  running: 'information',
  paused: 'warning',
  succeeded: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
};

/** Names of the dev measures, as everywhere else. */
export const measureNames: Record<keyof DevMeasures, string> = {
  recall20: 'Recall@20',
  recall60: 'Recall@60',
  recall100: 'Recall@100',
  mrr10: 'MRR@10',
  ndcg10: 'nDCG@10',
};

/** The measure that a component is for: an embedder covers, a reranker orders. */
export const mainMeasure = { embedder: 'recall60', reranker: 'mrr10' } as const;
