/** Where a training is. `paused` waits until somebody resumes it. */
export const trainingStates = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type TrainingState = (typeof trainingStates)[number];

/** The part of a job that decides. */
export type JobFacts = { state: string; pauseRequested: boolean };

/**
 * The state of a training. Its job decides while there is one, since a job also ends, waits and dies where the training's
 * own code does not run: cancelled before it started, paused in the queue, its worker killed.
 *
 * @param kept what the training's row says, for trainings whose job is gone
 */
export function trainingState(kept: string, job: JobFacts | null): TrainingState {
  const state = job ? (job.state === 'queued' && job.pauseRequested ? 'paused' : job.state) : kept;
  return trainingStates.find((known) => known === state) ?? 'failed';
}

/** Whether nothing more will happen by itself. */
export const isTrainingOver = (state: TrainingState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
