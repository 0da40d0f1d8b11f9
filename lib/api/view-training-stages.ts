import { z } from 'zod';
import type { ComponentRef } from '@/lib/contracts/configuration';
import {
  type DevMeasures,
  devMeasuresSchema,
  type Mining,
  type StageProgress,
  type TrainedStage,
  type Training,
  type TrainingPlan,
} from '@/lib/contracts/trainings';
import { db } from '@/lib/db/client';
import { type KeptPoint, readTrainingPoints } from '@/lib/training/list-trainings';

/** A checkpoint that a stage made, with what its training recorded. */
export type StageCheckpoint = {
  ref: ComponentRef;
  stage: TrainedStage;
  dev: DevMeasures | null;
  hasRegressed: boolean | null;
  lineage: unknown;
};

type Data = { corpusHash: string; versionIds: string[]; checkpoints: readonly StageCheckpoint[] };

/** How many examples of the newest mining are shown for a stage. */
const minedExamples = 12;
const worstQuestions = 50;
const previewCharacters = 280;

const eventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    totalSteps: z.number(),
    trainQuestions: z.number(),
    devQuestions: z.number(),
  }),
  z.object({
    kind: z.literal('step'),
    step: z.number(),
    loss: z.number().nullable(),
    learningRate: z.number(),
    tokensPerSecond: z.number(),
  }),
  z.object({
    kind: z.literal('mined'),
    epoch: z.number(),
    statistics: z.object({
      questions: z.number(),
      withoutNegatives: z.number(),
      fewerThanAsked: z.number(),
      suspectedFalseNegatives: z.number(),
      positivesNotFound: z.number(),
    }),
    examples: z.array(
      z.object({ questionId: z.string(), documentId: z.string(), rank: z.number(), minedBy: z.string() }),
    ),
  }),
  z.object({ kind: z.literal('measured'), epoch: z.number(), dev: devMeasuresSchema, isBest: z.boolean() }),
  z.object({ kind: z.literal('resumed'), epoch: z.number() }),
]);
type Event = z.infer<typeof eventSchema> & { at: number };
type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;

const cardSchema = z.object({
  bestEpoch: z.number().optional(),
  stoppedEarly: z.boolean().optional(),
  steps: z.number().optional(),
  quantisationLoss: devMeasuresSchema.optional(),
  comparison: z
    .object({
      gain: devMeasuresSchema,
      hasRegressed: z.boolean(),
      worse: z.array(z.object({ id: z.string(), before: z.number(), after: z.number() })),
      interval: z.object({ low: z.number(), high: z.number() }).optional(),
    })
    .optional(),
});

/** Every stage of a training, with ids of questions and documents resolved to their texts. */
export async function viewStages(training: Training, plan: TrainingPlan, data: Data): Promise<StageProgress[]> {
  const points = await readTrainingPoints(training.id);
  const drafts = training.stages.map((stage) => draftOf(stage, points, plan, data));
  const texts = await readTexts(drafts, data);
  return drafts.map((draft) => viewStage(draft, training, texts));
}

type Draft = {
  stage: TrainedStage;
  events: Event[];
  planned: TrainingPlan['stages'][number] | undefined;
  made: StageCheckpoint | undefined;
  card: z.infer<typeof cardSchema>;
  minings: Of<'mined'>[];
};

const of = <Kind extends Event['kind']>(events: readonly Event[], kind: Kind): Of<Kind>[] =>
  events.filter((event): event is Of<Kind> => event.kind === kind);

function draftOf(stage: TrainedStage, points: readonly KeptPoint[], plan: TrainingPlan, data: Data): Draft {
  const events = points
    .filter((point) => point.stage === stage)
    .flatMap((point): Event[] => {
      const parsed = eventSchema.safeParse(point.values);
      return parsed.success ? [{ ...parsed.data, at: point.step }] : [];
    });
  const made = data.checkpoints.find((checkpoint) => checkpoint.stage === stage);
  return {
    stage,
    events,
    planned: plan.stages.find((candidate) => candidate.stage === stage),
    made,
    card: cardSchema.safeParse(made?.lineage).data ?? {},
    minings: [...lastOfEpoch(of(events, 'mined')).values()],
  };
}

/** A second try repeats epochs with the same outcome; each counts once. */
const lastOfEpoch = <E extends { epoch: number }>(events: readonly E[]): Map<number, E> =>
  new Map(events.map((event) => [event.epoch, event]));

function viewStage(draft: Draft, training: Training, texts: Texts): StageProgress {
  const { stage, events, planned, made, card, minings } = draft;
  const started = of(events, 'started').at(-1);
  const steps = of(events, 'step');
  const isWorking = started !== undefined && (training.state === 'running' || training.state === 'paused');
  return {
    stage,
    state: made ? 'done' : isWorking ? 'working' : 'waiting',
    step: steps.at(-1)?.step ?? 0,
    totalSteps: started?.totalSteps ?? planned?.steps ?? 0,
    plannedCpuSeconds: planned?.cpuSeconds ?? null,
    trainQuestions: started?.trainQuestions ?? null,
    devQuestions: started?.devQuestions ?? null,
    tokensPerSecond: steps.at(-1)?.tokensPerSecond ?? null,
    loss: steps.map(({ step, loss, learningRate }) => ({ step, loss, learningRate })),
    measured: [...lastOfEpoch(of(events, 'measured')).values()].map(({ epoch, at, dev, isBest }) => ({
      epoch,
      step: at,
      dev,
      isBest,
    })),
    minings: minings.map((mining, i) => viewMining(mining, texts, i === minings.length - 1)),
    checkpoint: made?.ref ?? null,
    bestEpoch: card.bestEpoch ?? null,
    stoppedEarly: card.stoppedEarly ?? null,
    quantisationLoss: card.quantisationLoss ?? null,
    comparison: card.comparison
      ? {
          measure: training.component === 'embedder' ? 'recall60' : 'mrr10',
          gain: card.comparison.gain,
          interval: card.comparison.interval ?? null,
          hasRegressed: card.comparison.hasRegressed,
          worseCount: card.comparison.worse.length,
          worse: card.comparison.worse
            .slice(0, worstQuestions)
            .map((question) => ({ ...question, text: texts.question(question.id) })),
        }
      : null,
  };
}

function viewMining({ epoch, statistics, examples }: Of<'mined'>, texts: Texts, withExamples: boolean): Mining {
  const shown = withExamples ? examples.slice(0, minedExamples) : [];
  return {
    epoch,
    ...statistics,
    examples: shown.flatMap(({ questionId, documentId, rank, minedBy }) => {
      const negative = texts.document(documentId);
      if (!negative) return [];
      const question = { id: questionId, text: texts.question(questionId) };
      return [{ question, negative, positive: texts.positive(questionId), rank, minedBy }];
    }),
  };
}

type Shown = { id: string; title: string; preview: string };
type Texts = {
  question(id: string): string | null;
  document(id: string): Shown | null;
  positive(questionId: string): Shown | null;
};

async function readTexts(drafts: readonly Draft[], { versionIds, corpusHash }: Data): Promise<Texts> {
  const examples = drafts.flatMap(({ minings }) => minings.slice(-1).flatMap((mining) => mining.examples));
  const minedIds = [...new Set(examples.map((example) => example.questionId))];
  const worse = drafts.flatMap(({ card }) => card.comparison?.worse.slice(0, worstQuestions) ?? []);
  const questionIds = [...new Set([...minedIds, ...worse.map(({ id }) => id)])];
  const [questions, positives] = await Promise.all([
    db().query.findMany({ where: { versionId: { in: versionIds }, queryId: { in: questionIds } } }),
    db().qrel.findMany({
      where: { versionId: { in: versionIds }, queryId: { in: minedIds }, grade: { gt: 0 } },
      orderBy: { grade: 'desc' },
      take: 1000,
    }),
  ]);
  const positiveOf = new Map(positives.reverse().map(({ queryId, documentId }) => [queryId, documentId]));
  const documentIds = [...new Set([...examples.map(({ documentId }) => documentId), ...positiveOf.values()])];
  const documents = await db().document.findMany({
    where: { corpusHash, documentId: { in: documentIds } },
    select: { documentId: true, title: true, text: true },
  });
  // Two tasks may use one id for different questions; then none is shown rather than the wrong one.
  const textOf = new Map<string, string | null>();
  for (const { queryId, text } of questions) {
    const known = textOf.get(queryId);
    textOf.set(queryId, known === undefined || known === text ? text : null);
  }
  const shownOf = new Map(
    documents.map(({ documentId, title, text }) => [
      documentId,
      { id: documentId, title, preview: text.slice(0, previewCharacters) },
    ]),
  );
  return {
    question: (id) => textOf.get(id) ?? null,
    document: (id) => shownOf.get(id) ?? null,
    positive: (questionId) => shownOf.get(positiveOf.get(questionId) ?? '') ?? null,
  };
}
