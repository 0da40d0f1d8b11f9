import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';
import { jobSchema } from './jobs';
import { createStudySchema, studyArmSchema, studyProgressSchema, studyQuerySchema, studySettingsSchema } from './study';

export const studyStateSchema = z.enum(['draft', 'generating', 'open', 'closed']);
export type StudyState = z.infer<typeof studyStateSchema>;

export const studyVerdictSchema = z.object({
  verdict: z.enum(['challenger_preferred', 'champion_preferred', 'equivalent', 'inconclusive']),
  basis: z.enum(['exact_test', 'group_sequential', 'anytime']),
  sentences: z.array(z.string()),
});
export type StudyVerdict = z.infer<typeof studyVerdictSchema>;

/** A study as it stands in a list. `verdict` is null until it is closed. */
export const studySchema = z.object({
  id: z.string(),
  name: z.string(),
  state: studyStateSchema,
  champion: studyArmSchema,
  challenger: studyArmSchema,
  application: z.object({ id: z.string(), name: z.string() }).nullable(),
  generator: z.enum(['chat', 'extractive', 'imported']),
  isAaStudy: z.boolean(),
  isSample: z.boolean(),
  isJudgedElsewhere: z.boolean(),
  isStopReached: z.boolean(),
  queries: z.number().int(),
  judges: z.number().int(),
  judgments: z.number().int(),
  verdict: studyVerdictSchema.nullable(),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  openedAt: momentSchema.nullable(),
  closedAt: momentSchema.nullable(),
});
export type Study = z.infer<typeof studySchema>;

/** `GET /api/studies`, newest first. */
export const studiesSchema = z.object({ studies: z.array(studySchema) });

export const studyJudgeSchema = z.object({
  userId: z.string(),
  name: z.string(),
  addedAt: momentSchema,
  removedAt: momentSchema.nullable(),
  judgments: z.number().int(),
});
export type StudyJudge = z.infer<typeof studyJudgeSchema>;

/** `GET /api/studies/:id`. Nothing in it depends on which side is which before the study is closed. */
export const studyRecordSchema = studySchema.extend({
  settings: studySettingsSchema,
  settingsHash: z.string().nullable(),
  commitment: z.string().nullable(),
  revealedNonce: z.string().nullable(),
  reportHash: z.string().nullable(),
  progress: studyProgressSchema,
  judgesList: z.array(studyJudgeSchema),
  /** judgments that the plan asks for, known once the study is open */
  plannedJudgments: z.number().int(),
  knownPairs: z.object({ training: z.number().int(), gold: z.number().int() }),
  /** answers of each arm that are there, before the study opens */
  answers: z.object({ arm_a: z.number().int(), arm_b: z.number().int() }).nullable(),
  job: jobSchema.nullable(),
  openedBy: actorRefSchema.nullable(),
  closedBy: actorRefSchema.nullable(),
  closeReason: z.string().nullable(),
  /** releases that the verdict may be put before, with whether it is there already */
  releases: z.array(z.object({ id: z.string(), number: z.number().int(), isAttached: z.boolean() })),
});
export type StudyRecord = z.infer<typeof studyRecordSchema>;

/** Where the queries of a study come from: judged queries of a dataset, or a file with `query_id`, `question` and `stratum`. */
export const studySourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dataset'),
    versionId: z.string(),
    /** all queries of the version without one */
    split: z.string().optional(),
    /** a field of the queries' metadata whose values are the strata */
    stratumField: z.string().max(100).optional(),
  }),
  z.object({
    kind: z.literal('file'),
    content: z
      .string()
      .min(1)
      .max(32 * 1024 * 1024),
  }),
  z.object({ kind: z.literal('queries'), queries: z.array(studyQuerySchema).min(1).max(20_000) }),
]);
export type StudySource = z.infer<typeof studySourceSchema>;

/** `POST /api/studies` -> `createdStudySchema`. Training and gold pairs may also come as a file. */
export const newStudySchema = createStudySchema.extend({
  source: studySourceSchema,
  knownPairsFile: z
    .string()
    .max(4 * 1024 * 1024)
    .optional(),
});
export type NewStudy = z.input<typeof newStudySchema>;
export const createdStudySchema = z.object({ id: z.string() });

/** `GET /api/studies/options`: what a study can be made of. */
export const studyOptionsSchema = z.object({
  hasChatServer: z.boolean(),
  applications: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      instruction: z.string(),
      corpusHash: z.string().nullable(),
      depth: z.number().int(),
    }),
  ),
  datasets: z.array(
    z.object({
      versionId: z.string(),
      name: z.string(),
      corpusHash: z.string(),
      instruction: z.string(),
      queries: z.number().int(),
      splits: z.array(z.object({ name: z.string(), queries: z.number().int() })),
      metadataFields: z.array(z.string()),
    }),
  ),
  corpora: z.array(z.object({ hash: z.string(), name: z.string() })),
  releases: z.array(
    z.object({
      id: z.string(),
      number: z.number().int(),
      name: z.string(),
      isLive: z.boolean(),
      corpora: z.array(z.string()),
    }),
  ),
  configurations: z.array(z.object({ id: z.string(), name: z.string() })),
  judges: z.array(z.object({ id: z.string(), name: z.string(), email: z.string() })),
});
export type StudyOptions = z.infer<typeof studyOptionsSchema>;

/** `GET /api/studies/size`: how many queries the smallest preference worth its cost takes. */
export const studySizeQuerySchema = z.object({
  smallestEffect: z.coerce.number().min(0.01).max(0.45).default(0.05),
  power: z.coerce.number().min(0.5).max(0.99).default(0.8),
  tieShare: z.coerce.number().min(0).max(0.9).default(0.2),
  identicalShare: z.coerce.number().min(0).max(0.95).default(0),
  alpha: z.coerce.number().min(0.001).max(0.2).default(0.05),
});
export type StudySizeQuery = z.infer<typeof studySizeQuerySchema>;
export const studySizeSchema = z.object({
  decided: z.number().int(),
  judged: z.number().int(),
  queries: z.number().int(),
});
export type StudySize = z.infer<typeof studySizeSchema>;

/** `POST /api/studies/:id/yield` `{ trial }`: how many queries people will have to judge. */
export const estimateYieldSchema = z.object({ trial: z.number().int().min(5).max(100).default(20) });
export const yieldEstimateSchema = z.object({
  tried: z.number().int(),
  identicalShare: z.number(),
  interval: z.object({ lower: z.number(), upper: z.number() }),
  judgeable: z.number().int(),
  judgeableAtLeast: z.number().int(),
  judgeableAtMost: z.number().int(),
});
export type YieldEstimate = z.infer<typeof yieldEstimateSchema>;

const listedSchema = z.object({ count: z.number().int(), examples: z.array(z.string()) });
const fileProblemsSchema = z.array(z.object({ line: z.number().int(), message: z.string() }));

/** `POST /api/studies/:id/answers` -> `answerImportReportSchema`; JSON Lines or CSV with `query_id` and `answer`. */
export const importAnswersSchema = z.object({
  arm: z.enum(['arm_a', 'arm_b']),
  content: z.string().min(1),
});
export const answerImportReportSchema = z.object({
  rows: z.number().int(),
  accepted: z.number().int(),
  unknownQueries: listedSchema,
  duplicates: listedSchema,
  missing: listedSchema,
  problems: fileProblemsSchema,
});
export type AnswerImportReport = z.infer<typeof answerImportReportSchema>;

/** `POST /api/studies/:id/judgments` -> `judgmentImportReportSchema`; JSON Lines or CSV with `query_id` and `outcome`. */
export const importJudgmentsSchema = z.object({ content: z.string().min(1) });
export const judgmentImportReportSchema = z.object({
  rows: z.number().int(),
  accepted: z.number().int(),
  duplicates: z.number().int(),
  unknownQueries: listedSchema,
  problems: fileProblemsSchema,
});
export type JudgmentImportReport = z.infer<typeof judgmentImportReportSchema>;

export const itemStateSchema = z.enum(['waiting', 'ready', 'failed', 'identical', 'quarantined']);
export type ItemState = z.infer<typeof itemStateSchema>;

export const studyItemSchema = z.object({
  id: z.string(),
  kind: z.enum(['main', 'gold', 'training']),
  ordinal: z.number().int(),
  queryId: z.string(),
  question: z.string(),
  stratum: z.string(),
  state: itemStateSchema,
  outcome: z.enum(['arm_a', 'arm_b', 'judged_equal', 'identical_retrieval']).nullable(),
  flags: z.array(z.object({ arm: z.string(), kind: z.string(), phrase: z.string() })),
  /** empty while the study is open */
  answers: z.array(
    z.object({
      arm: z.enum(['arm_a', 'arm_b', 'expected', 'other']),
      state: z.enum(['waiting', 'running', 'ready', 'failed']),
      text: z.string().nullable(),
      sources: z.array(z.object({ number: z.number().int(), title: z.string(), text: z.string() })),
      retrievalMs: z.number().nullable(),
      attempts: z.number().int(),
      usage: z
        .object({
          model: z.string().optional(),
          promptTokens: z.number().nullish(),
          completionTokens: z.number().nullish(),
          cost: z.number().nullish(),
          isExtractive: z.boolean().optional(),
        })
        .nullable(),
      error: z.object({ kind: z.string(), message: z.string(), isRetryable: z.boolean() }).nullable(),
    }),
  ),
});
export type StudyItem = z.infer<typeof studyItemSchema>;

/** `GET /api/studies/:id/items?state&search&skip&take`. */
export const studyItemsQuerySchema = z.object({
  state: itemStateSchema.optional(),
  search: z.string().max(200).default(''),
  skip: z.coerce.number().int().min(0).default(0),
  take: z.coerce.number().int().min(1).max(100).default(50),
});
export const studyItemsSchema = z.object({ total: z.number().int(), items: z.array(studyItemSchema) });
export type StudyItems = z.infer<typeof studyItemsSchema>;

/** `POST /api/studies/:id/items/:itemId/review` -> 204. */
export const reviewItemSchema = z.object({ decision: z.enum(['allow', 'exclude']) });

/** `POST /api/studies/:id/judges` -> 204; `DELETE /api/studies/:id/judges/:userId` -> 204. */
export const addJudgesSchema = z.object({ userIds: z.array(z.string().min(1)).min(1).max(200) });

export const openedStudySchema = z.object({ commitment: z.string(), settingsHash: z.string() });

/** `POST /api/studies/:id/attach` -> 204: puts the verdict before the gate of a release. */
export const attachVerdictSchema = z.object({ releaseId: z.string() });

/** `GET /api/studies/:id/export?what`: a file. */
export const exportStudySchema = z.object({ what: z.enum(['items', 'judgments', 'report']) });
