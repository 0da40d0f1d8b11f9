import type { StageProgress } from '@/lib/contracts/trainings';

/** A stage that has begun, with the steps of all stages before it. */
export type CurveStage = { stage: StageProgress; from: number };

/** The stages that have begun one after the other on one axis of steps; a stage that stopped early ends where it stopped. */
export function stagesAlongSteps(stages: readonly StageProgress[]): CurveStage[] {
  let from = 0;
  return stages
    .filter((stage) => stage.loss.length > 0 || stage.measured.length > 0)
    .map((stage) => {
      const begun = { stage, from };
      from += Math.max(stage.step, stage.measured.at(-1)?.step ?? 0);
      return begun;
    });
}
