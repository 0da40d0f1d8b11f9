import { z } from 'zod';

/** What a study compares: a configuration or a release of this backbone, or answers made elsewhere. */
export const studyArmSchema = z.strictObject({
  kind: z.enum(['configuration', 'release', 'imported']),
  id: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(200),
});
export type StudyArm = z.infer<typeof studyArmSchema>;

/** When a study may stop. `looks` and `ceiling` count decided queries. */
export const stoppingRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed') }),
  z.strictObject({
    kind: z.literal('group-sequential'),
    looks: z.array(z.number().int().min(1).max(100_000)).min(2).max(10),
  }),
  z.strictObject({ kind: z.literal('anytime'), ceiling: z.number().int().min(1).max(100_000).optional() }),
]);
export type StoppingRule = z.infer<typeof stoppingRuleSchema>;

/** How answers are made; the same for both arms. */
export const generatorSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('chat'),
    model: z.string().max(200).optional(),
    temperature: z.number().min(0).max(2).default(0),
    seed: z.number().int().default(1),
    maxAnswerTokens: z.number().int().min(16).max(8192).default(800),
    contextTokens: z.number().int().min(256).max(200_000).default(6000),
    timeoutS: z.number().int().min(1).max(600).default(120),
    /** price of a million tokens, for the cost column; any currency */
    promptPrice: z.number().min(0).optional(),
    completionPrice: z.number().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('extractive'), sentences: z.number().int().min(1).max(20).default(5) }),
  z.strictObject({ kind: z.literal('imported') }),
]);
export type GeneratorSettings = z.infer<typeof generatorSchema>;

export const samplingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('random'), size: z.number().int().min(1).max(20_000), seed: z.number().int() }),
  z.strictObject({ kind: z.literal('stratified'), size: z.number().int().min(1).max(20_000), seed: z.number().int() }),
  z.strictObject({
    kind: z.literal('chosen'),
    queryIds: z.array(z.string()).min(1).max(20_000),
    seed: z.number().int(),
  }),
]);
export type Sampling = z.infer<typeof samplingSchema>;

/** Everything that is frozen and hashed when a study opens. */
export const studySettingsSchema = z.strictObject({
  protocol: z.string().max(20_000).default(''),
  instruction: z.string().max(4000).default(''),
  /** what both arms search; studies of imported answers have none */
  retrieval: z
    .strictObject({
      corpusHash: z.string().min(1),
      /** the task's instruction for the models */
      instruction: z.string().max(4000).default(''),
      /** K for both arms; each configuration's own without it */
      budget: z.number().int().min(1).max(1000).optional(),
    })
    .optional(),
  /** documents given to the generator, and compared to find identical retrieval */
  depth: z.number().int().min(1).max(100).default(10),
  identityRule: z.enum(['ordered', 'set']).default('ordered'),
  generator: generatorSchema,
  sampling: samplingSchema,
  stopping: stoppingRuleSchema.default({ kind: 'anytime' }),
  alpha: z.number().min(0.001).max(0.2).default(0.05),
  /** distance of the preference from one half that would be worth its cost */
  smallestEffect: z.number().min(0.01).max(0.45).default(0.05),
  judgmentsPerQuery: z.number().int().min(1).max(9).default(1),
  /** share of queries that get `judgmentsPerQuery` judgments; the others get one */
  overlapShare: z.number().min(0).max(1).default(1),
  /** share of a judge's pairs that come back once with the sides swapped */
  repeatShare: z.number().min(0).max(0.5).default(0.05),
  /** one gold pair after about this many; 0 for none */
  goldEvery: z.number().int().min(0).max(1000).default(12),
  leaseMinutes: z.number().int().min(1).max(240).default(15),
  /** names that must not appear in an answer, besides those of the arms */
  hiddenNames: z.array(z.string().min(2).max(200)).max(100).default([]),
  /** share of each stratum in the population the study speaks for; empty: as sampled */
  strataWeights: z.record(z.string(), z.number().min(0)).default({}),
});
export type StudySettings = z.infer<typeof studySettingsSchema>;

export const studyQuerySchema = z.strictObject({
  queryId: z.string().min(1).max(500),
  text: z.string().min(1).max(20_000),
  stratum: z.string().max(200).default(''),
});
export type StudyQuery = z.infer<typeof studyQuerySchema>;

/** A pair whose better answer is known: training shows the explanation afterwards, gold does not. */
export const knownPairSchema = z.strictObject({
  kind: z.enum(['training', 'gold']),
  queryId: z.string().min(1).max(500),
  question: z.string().min(1).max(20_000),
  better: z.string().min(1).max(20_000),
  worse: z.string().min(1).max(20_000),
  explanation: z.string().max(4000).default(''),
});
export type KnownPair = z.infer<typeof knownPairSchema>;

export const createStudySchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  applicationId: z.string().optional(),
  champion: studyArmSchema,
  challenger: studyArmSchema,
  /** both arms are the same on purpose, to test the apparatus */
  isAaStudy: z.boolean().default(false),
  settings: studySettingsSchema,
  knownPairs: z.array(knownPairSchema).max(200).default([]),
  judgeIds: z.array(z.string().min(1)).max(200).default([]),
});
export type CreateStudy = z.input<typeof createStudySchema>;

/** What one side shows: no id, no score, no length of time, no name. */
const sideSchema = z.strictObject({
  text: z.string(),
  sources: z.array(z.strictObject({ number: z.number().int(), title: z.string(), text: z.string() })),
});

/** All that a judge may know about a pair. */
export const judgeItemSchema = z.strictObject({
  token: z.string(),
  question: z.string(),
  left: sideSchema,
  right: sideSchema,
});
export type JudgeItem = z.infer<typeof judgeItemSchema>;

export const judgeProgressSchema = z.strictObject({
  done: z.number().int(),
  /** what is left for this judge at most */
  remaining: z.number().int(),
  secondsPerItem: z.number().nullable(),
  isFinished: z.boolean(),
  canUndo: z.boolean(),
  asksForGuess: z.boolean(),
});
export type JudgeProgress = z.infer<typeof judgeProgressSchema>;

export const submitJudgmentSchema = z.strictObject({
  token: z.string().min(1).max(100),
  choice: z.enum(['left', 'right', 'tie']),
  isBothBad: z.boolean().default(false),
  tags: z.array(z.string().trim().min(1).max(60)).max(12).default([]),
  comment: z.string().max(4000).optional(),
  durationMs: z.number().int().min(0).max(86_400_000),
  idempotencyKey: z.string().min(8).max(100),
});
export type SubmitJudgment = z.input<typeof submitJudgmentSchema>;

export const submitResultSchema = z.strictObject({
  /** `late`: kept, but another judge had taken the pair, or the study had ended */
  state: z.enum(['saved', 'late']),
  undoableUntil: z.string().nullable(),
  /** only after training pairs */
  feedback: z.strictObject({ isAsExpected: z.boolean(), explanation: z.string() }).nullable(),
});
export type SubmitResult = z.infer<typeof submitResultSchema>;

export const skipItemSchema = z.strictObject({
  token: z.string().min(1).max(100),
  reason: z.enum(['cannot_tell', 'not_my_field', 'broken_display', 'offensive', 'conflict_of_interest', 'other']),
  comment: z.string().max(2000).optional(),
});
export type SkipItem = z.input<typeof skipItemSchema>;

export const recordGuessSchema = z.strictObject({
  token: z.string().min(1).max(100),
  guess: z.enum(['left', 'right', 'unknown']),
});

/** What operators and stakeholders see of an open study: pooled counts, no direction, no arm. */
export const studyProgressSchema = z.strictObject({
  state: z.enum(['draft', 'generating', 'open', 'closed']),
  items: z.strictObject({
    total: z.number().int(),
    identicalRetrieval: z.number().int(),
    failed: z.number().int(),
    quarantined: z.number().int(),
    waiting: z.number().int(),
    ready: z.number().int(),
  }),
  queriesFinished: z.number().int(),
  decided: z.number().int(),
  judgedEqual: z.number().int(),
  judgments: z.number().int(),
  openLeases: z.number().int(),
  isStopReached: z.boolean(),
});
export type StudyProgress = z.infer<typeof studyProgressSchema>;

export const closeStudySchema = z.strictObject({
  reason: z.string().trim().min(1).max(2000),
  /** the name of the study, typed, because unblinding cannot be taken back */
  confirmName: z.string(),
  /** close before the stopping rule or the last judgment */
  isEarly: z.boolean().default(false),
});
export type CloseStudy = z.input<typeof closeStudySchema>;
