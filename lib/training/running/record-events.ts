import { db } from '@/lib/db/client';
import { monotonicMs } from '@/lib/foundation/clock';
import { log } from '@/lib/foundation/log';
import type { JobContext } from '@/lib/jobs/define-job';
import type { TrainingEvent } from '../training-ports';

/** Steps come many a second; one a second is enough for a curve. */
const stepEveryMs = 1000;

/**
 * Keeps the points of the curves, shows progress and writes the log of a training. A point that cannot be kept is logged
 * and never stops the training.
 */
export function recordEvents(trainingId: string, context: JobContext) {
  let writing: Promise<unknown> = Promise.resolve();
  let lastStepMs = Number.NEGATIVE_INFINITY;
  let step = 0;
  const queue = (work: () => Promise<unknown>) => {
    writing = writing.then(work).catch((error) => log.warn('training.point_failed', { trainingId }, error));
  };
  const keep = (event: TrainingEvent, epoch: number) => {
    const values = JSON.parse(JSON.stringify(event));
    const at = step;
    queue(() => db().trainingPoint.create({ data: { trainingId, stage: event.stage, step: at, epoch, values } }));
  };
  const take = (event: TrainingEvent): void => {
    if (event.kind !== 'step') {
      if (event.kind === 'started') step = 0;
      keep(event, 'epoch' in event ? event.epoch : 0);
      queue(() => context.log('info', describeEvent(event)));
      return;
    }
    step = event.step;
    const { component, stage, totalSteps } = event;
    void context
      .progress({ phase: `${component} ${stage}`, done: step, total: totalSteps, unit: 'steps' })
      .catch((error) => log.warn('training.progress_failed', { trainingId }, error));
    const nowMs = monotonicMs();
    if (nowMs - lastStepMs < stepEveryMs && step < totalSteps) return;
    lastStepMs = nowMs;
    keep(event, 0);
  };
  return { take, flush: () => writing };
}

const share = (value: number): string => value.toFixed(3);

/** One line of the log; ids and figures only. */
function describeEvent(event: Exclude<TrainingEvent, { kind: 'step' }>): string {
  switch (event.kind) {
    case 'started':
      return `${event.stage}: ${event.totalSteps} steps, ${event.trainQuestions} train questions, ${event.devQuestions} dev questions.`;
    case 'mined': {
      const { questions, suspectedFalseNegatives, withoutNegatives } = event.statistics;
      return `${event.stage}: negatives mined for ${questions} questions; ${suspectedFalseNegatives} documents left out as probable answers, ${withoutNegatives} questions without negatives.`;
    }
    case 'measured': {
      const { recall60, mrr10 } = event.dev;
      const best = event.isBest ? ', the best so far' : '';
      return `${event.stage}: after epoch ${event.epoch} loss ${share(event.loss)}, dev Recall@60 ${share(recall60)}, MRR@10 ${share(mrr10)}${best}.`;
    }
    case 'resumed':
      return `${event.stage}: goes on after epoch ${event.epoch}.`;
  }
}
