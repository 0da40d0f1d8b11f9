import type { StudySettings } from '@/lib/contracts/study';
import type { ArmLabel, ItemOutcome, Side, StudyArms } from './study';

/** A counted or extra judgment after unblinding. */
export type UnblindedJudgment = {
  itemId: string;
  /** `judge 1`, `judge 2`, ...: reports do not name people */
  judge: string;
  kind: 'main' | 'gold' | 'training';
  round: number;
  choice: Side | 'tie';
  /** where the challenger (or the expected answer) stood */
  challengerSide: Side;
  preferred: ArmLabel | 'expected' | 'other' | 'tie';
  isBothBad: boolean;
  isSurplus: boolean;
  durationMs: number;
};

/** A question after unblinding. */
export type UnblindedItem = {
  id: string;
  queryId: string;
  stratum: string;
  /** `undefined` while its planned judgments are not complete, and for failures */
  outcome: ItemOutcome | undefined;
  state: 'waiting' | 'ready' | 'failed' | 'identical' | 'quarantined';
  /** order in which items were finished; the path of the sequential analysis */
  finishedOrder: number | undefined;
  lengths: Record<ArmLabel, number> | undefined;
  retrievalMs: Record<ArmLabel, number> | undefined;
};

/** Everything a report is computed from. */
export type StudyFacts = {
  arms: StudyArms;
  settings: StudySettings;
  items: readonly UnblindedItem[];
  judgments: readonly UnblindedJudgment[];
  guesses: { right: number; wrong: number; unknown: number };
  isJudgedElsewhere: boolean;
  isAaStudy: boolean;
  closedEarly: boolean;
};
