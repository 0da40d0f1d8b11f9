import { z } from 'zod';
import { momentSchema } from './actor';
import { studyVerdictSchema } from './studies';
import { studyArmSchema } from './study';

const interval = z.object({ lower: z.number(), upper: z.number() });
const share = z.number().nullish();
const needed = z.object({ decided: z.number(), queries: z.number() }).nullish();

/** Wins of the challenger and of the champion, and everything that is neither. */
const countsSchema = z.object({
  queries: z.number().int(),
  challengerWins: z.number().int(),
  championWins: z.number().int(),
  judgedEqual: z.number().int(),
  identicalRetrieval: z.number().int(),
  failed: z.number().int(),
  quarantined: z.number().int(),
  unfinished: z.number().int(),
});

const preferenceSchema = z.object({
  decided: z.number().int(),
  finished: z.number().int(),
  share,
  interval,
  pValue: z.number(),
  netWinRate: z.object({ netWinRate: z.number(), interval: interval.nullish() }).nullish(),
  tieRate: share,
  judgedEqualRate: share,
  identicalRetrievalRate: share,
  sensitivity: z
    .object({
      powerForObserved: z.number(),
      smallestDetectable80: share,
      smallestDetectable90: share,
      needed80: needed,
      needed90: needed,
    })
    .nullish(),
});

const positionSchema = z.object({
  biasFreePreference: z.number(),
  biasLogOdds: z.number(),
  exactPValue: z.number(),
  leftWins: z.number().int(),
  decided: z.number().int(),
});

const strataSchema = z.object({
  rows: z.array(
    z.object({
      name: z.string(),
      queries: z.number().int(),
      wins: z.number().int(),
      losses: z.number().int(),
      ties: z.number().int(),
      weight: z.number(),
      interval,
    }),
  ),
  combined: z
    .object({
      pooledShare: z.number(),
      postStratifiedShare: z.number(),
      interval,
      heterogeneity: z.object({ pValue: z.number() }),
      hasSimpsonReversal: z.boolean(),
    })
    .nullish(),
});

const judgeRowSchema = z.object({
  judge: z.string(),
  judgments: z.number().int(),
  surplus: z.number().int(),
  ties: z.number().int(),
  bothBad: z.number().int(),
  leftShare: share,
  medianSeconds: share,
  fast: z.number().int(),
  slow: z.number().int(),
  gold: z.object({ right: z.number().int(), of: z.number().int(), isFlagged: z.boolean() }),
  repeats: z.object({ same: z.number().int(), of: z.number().int() }),
});

/** What `GET /api/studies/:id/report` answers once the study is closed; 409 before. */
export const studyReportSchema = z.object({
  id: z.string(),
  name: z.string(),
  champion: studyArmSchema,
  challenger: studyArmSchema,
  openedAt: momentSchema.nullable(),
  closedAt: momentSchema.nullable(),
  closeReason: z.string().nullable(),
  alpha: z.number(),
  smallestEffect: z.number(),
  isJudgedElsewhere: z.boolean(),
  isAaStudy: z.boolean(),
  hash: z.string(),
  settingsHash: z.string().nullable(),
  commitment: z.string().nullable(),
  revealedNonce: z.string().nullable(),
  /** whether every side that was shown follows from the revealed nonce */
  sides: z.object({ assignments: z.number().int(), isAsCommitted: z.boolean() }),
  verdict: studyVerdictSchema,
  counts: countsSchema,
  preference: preferenceSchema,
  anytime: z.object({
    decided: z.number().int(),
    anytimePValue: z.number(),
    runningInterval: interval,
    stop: z.object({ reason: z.string(), atDecided: z.number().int() }).nullish(),
  }),
  strata: strataSchema.nullish(),
  agreement: z.object({
    itemsWithSeveralJudgments: z.number().int(),
    alpha: share,
    ordinalAlpha: share,
    fleiss: share,
    ac1: share,
    intraclassCorrelation: share,
    clusterRobust: z.object({ mean: z.number(), standardError: z.number(), pValue: z.number() }).nullish(),
  }),
  judges: z.array(judgeRowSchema),
  position: positionSchema.nullish(),
  length: z
    .object({ shareAtEquality: z.number(), interval, slopePValue: z.number(), largerSideShare: share })
    .nullish(),
  blinding: z.object({ n: z.number().int(), index: z.number(), interval, isUnblinded: z.boolean() }).nullish(),
  latency: z
    .object({
      queries: z.number().int(),
      championMeanMs: z.number(),
      challengerMeanMs: z.number(),
      ratio: z.number(),
      interval,
    })
    .nullish(),
  definitions: z.object({ identicalRetrieval: z.string(), estimand: z.string(), unit: z.string() }),
  /** a few decided queries with both answers, for people who want to see */
  examples: z.array(
    z.object({
      queryId: z.string(),
      question: z.string(),
      outcome: z.enum(['arm_a', 'arm_b', 'judged_equal']),
      champion: z.string(),
      challenger: z.string(),
    }),
  ),
});
export type StudyReport = z.infer<typeof studyReportSchema>;
