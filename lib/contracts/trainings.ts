import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';
import { componentSchema } from './checkpoints';
import { componentRefSchema } from './configuration';
import { splitsSchema } from './datasets';
import { jobProgressSchema } from './jobs';

/** Stages that can be trained, in their order. */
export const trainedStageSchema = z.enum(['base', 'stage-1', 'stage-2', 'stage-3']);
export type TrainedStage = z.infer<typeof trainedStageSchema>;

/** `paused` waits until somebody resumes it; the others are those of its job. */
export const trainingStateSchema = z.enum(['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled']);
export type TrainingState = z.infer<typeof trainingStateSchema>;

/** `POST /api/trainings` -> `startedTrainingSchema` (202); `POST /api/trainings/plan` with the same body -> `plannedTrainingSchema`, and nothing is started. */
export const startTrainingSchema = z.object({
  component: componentSchema,
  /** datasets over one corpus, by slug; each is a task with its own instruction */
  datasets: z.array(z.string().min(1).max(200)).min(1).max(10),
  trainSplit: z.string().min(1).max(100).optional(),
  /** read if every dataset has it; else a tenth of the train questions is set aside */
  devSplit: z.string().min(1).max(100).optional(),
  /** one after the other, without gaps */
  stages: z.array(trainedStageSchema).min(1).max(4),
  /** the checkpoint that the first stage continues; needed unless that is the base */
  parentId: z.string().optional(),
  /** for a reranker: the embedder whose candidates it learns to order */
  embedderId: z.string().optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  precision: z.enum(['int8', 'float32']).optional(),
  /** for an embedder without a parent */
  model: z.enum(['static-bag', 'transformer']).optional(),
  name: z.string().trim().min(1).max(100).optional(),
});
export type StartTraining = z.infer<typeof startTrainingSchema>;
export const startedTrainingSchema = z.object({ trainingId: z.string(), jobId: z.string() });

/** What a training is expected to cost, right within a factor of about two. */
export const trainingPlanSchema = z.object({
  stages: z.array(z.object({ stage: trainedStageSchema, steps: z.number(), cpuSeconds: z.number() })),
  /** tokenising, and for a reranker the embedders of its out-of-fold candidates */
  preparationCpuSeconds: z.number(),
  cpuMinutes: z.number(),
  /** what a person should know before starting */
  warnings: z.array(z.string()),
});
export type TrainingPlan = z.infer<typeof trainingPlanSchema>;
export const plannedTrainingSchema = z.object({ name: z.string(), plan: trainingPlanSchema });
export type PlannedTraining = z.infer<typeof plannedTrainingSchema>;

/** Measures on dev questions, each in [0, 1]. */
export const devMeasuresSchema = z.object({
  recall20: z.number(),
  recall60: z.number(),
  recall100: z.number(),
  mrr10: z.number(),
  ndcg10: z.number(),
});
export type DevMeasures = z.infer<typeof devMeasuresSchema>;

export const trainingSchema = z.object({
  id: z.string(),
  name: z.string(),
  component: componentSchema,
  state: trainingStateSchema,
  stages: z.array(trainedStageSchema),
  datasets: z.array(z.string()),
  seed: z.number(),
  jobId: z.string().nullable(),
  /** asked for, not yet done: the training stops at its next step */
  isPausing: z.boolean(),
  isCancelling: z.boolean(),
  progress: jobProgressSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).nullable(),
  parent: componentRefSchema.nullable(),
  plannedCpuMinutes: z.number(),
  /** of a training that is done */
  cpuSeconds: z.number().nullable(),
  /** registered so far, in the order of the stages */
  checkpoints: z.array(
    componentRefSchema.extend({ dev: devMeasuresSchema.nullable(), hasRegressed: z.boolean().nullable() }),
  ),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  startedAt: momentSchema.nullable(),
  finishedAt: momentSchema.nullable(),
});
export type Training = z.infer<typeof trainingSchema>;

/** What can be chosen for a training. */
export const trainingChoiceSchema = z.object({
  datasets: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      corpusHash: z.string(),
      corpusName: z.string(),
      documentCount: z.number().int(),
      splits: splitsSchema,
    }),
  ),
  /** local checkpoints that are not archived */
  checkpoints: z.array(componentRefSchema),
});
export type TrainingChoice = z.infer<typeof trainingChoiceSchema>;

/** `GET /api/trainings`, newest first, at most 200. */
export const trainingsSchema = z.object({ trainings: z.array(trainingSchema), choice: trainingChoiceSchema });
export type Trainings = z.infer<typeof trainingsSchema>;

/** A document that looked like an answer and is not labelled so, with the question it was found for. */
export const minedExampleSchema = z.object({
  question: z.object({ id: z.string(), text: z.string().nullable() }),
  negative: z.object({ id: z.string(), title: z.string(), preview: z.string() }),
  /** a labelled document of the question, to compare with */
  positive: z.object({ id: z.string(), title: z.string(), preview: z.string() }).nullable(),
  /** the first rank that was mined */
  rank: z.number().int(),
  /** which weights retrieved it: those of the parent, or of an epoch */
  minedBy: z.string(),
});
export type MinedExample = z.infer<typeof minedExampleSchema>;

export const miningSchema = z.object({
  /** 0: before the first epoch, with the parent's weights */
  epoch: z.number().int(),
  questions: z.number().int(),
  withoutNegatives: z.number().int(),
  fewerThanAsked: z.number().int(),
  suspectedFalseNegatives: z.number().int(),
  positivesNotFound: z.number().int(),
  examples: z.array(minedExampleSchema),
});
export type Mining = z.infer<typeof miningSchema>;

/** One stage of a training, as far as it is. */
export const stageProgressSchema = z.object({
  stage: trainedStageSchema,
  state: z.enum(['waiting', 'working', 'done']),
  step: z.number().int(),
  totalSteps: z.number().int(),
  plannedCpuSeconds: z.number().nullable(),
  trainQuestions: z.number().int().nullable(),
  devQuestions: z.number().int().nullable(),
  tokensPerSecond: z.number().nullable(),
  /** thinned to 150 points at most; null where the loss was not a number */
  loss: z.array(z.object({ step: z.number().int(), loss: z.number().nullable(), learningRate: z.number() })),
  measured: z.array(
    z.object({ epoch: z.number().int(), step: z.number().int(), dev: devMeasuresSchema, isBest: z.boolean() }),
  ),
  minings: z.array(miningSchema),
  checkpoint: componentRefSchema.nullable(),
  bestEpoch: z.number().int().nullable(),
  stoppedEarly: z.boolean().nullable(),
  /** what storing in 8 bits changed on dev */
  quantisationLoss: devMeasuresSchema.nullable(),
  /** against the parent on the same dev questions; null without dev questions or without a measured parent */
  comparison: z
    .object({
      /** the measure that the component is for */
      measure: z.enum(['recall60', 'mrr10']),
      gain: devMeasuresSchema,
      /** 95 %, of the gain in that measure; null if the parent is of another training */
      interval: z.object({ low: z.number(), high: z.number() }).nullable(),
      hasRegressed: z.boolean(),
      worseCount: z.number().int(),
      /** the 50 that lost most */
      worse: z.array(z.object({ id: z.string(), text: z.string().nullable(), before: z.number(), after: z.number() })),
    })
    .nullable(),
});
export type StageProgress = z.infer<typeof stageProgressSchema>;

/** `GET /api/trainings/:id`. Its job is paused, resumed, cancelled and tried again under `/api/jobs/:jobId`. `DELETE` `{ reason }` -> 204. */
export const trainingRecordSchema = trainingSchema.extend({
  corpus: z.object({ hash: z.string(), name: z.string(), documentCount: z.number().int() }).nullable(),
  embedder: componentRefSchema.nullable(),
  trainSplit: z.string(),
  devSplit: z.string(),
  precision: z.string(),
  model: z.string(),
  plan: trainingPlanSchema,
  /** seconds until all stages are done, by the running stage's speed and the plan of the others */
  etaS: z.number().nullable(),
  progressByStage: z.array(stageProgressSchema),
});
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;
