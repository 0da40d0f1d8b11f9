import { useStudySize } from './queries/plan-study-size';
import { numberOr, type StudyDraft } from './study-draft';

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The size that a draft's effect, power and ties ask for; what is typed is kept within what can be planned. */
export const usePlannedSize = (draft: StudyDraft) =>
  useStudySize({
    smallestEffect: within(numberOr(draft.smallestEffectPercent, 5) / 100, 0.01, 0.45),
    power: within(numberOr(draft.powerPercent, 80) / 100, 0.5, 0.99),
    tieShare: within(numberOr(draft.tiePercent, 20) / 100, 0, 0.9),
    identicalShare: 0,
    alpha: 0.05,
  });
