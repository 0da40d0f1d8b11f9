import { z } from 'zod';
import { defineJob } from '@/lib/jobs/define-job';
import { operatingPointRequestSchema } from './choose-operating-point';
import { componentRequestSchema } from './evaluate-components';
import { adviceRequestSchema, gridRequestSchema } from './grid-request';

/** Everything that an evaluation job may be asked for; one kind of job, because all run the same way. */
export const evaluationTaskSchema = z.discriminatedUnion('task', [
  z.object({ task: z.literal('component'), request: componentRequestSchema }),
  z.object({ task: z.literal('grid'), request: gridRequestSchema }),
  z.object({ task: z.literal('advice'), request: adviceRequestSchema }),
  z.object({ task: z.literal('operating-point'), request: operatingPointRequestSchema }),
]);
export type EvaluationTask = z.input<typeof evaluationTaskSchema>;
export type ParsedEvaluationTask = z.output<typeof evaluationTaskSchema>;

/** A killed attempt is resumed by the next from the caches of candidates and pair scores. */
export const evaluationJob = defineJob({
  kind: 'evaluation.run',
  payload: evaluationTaskSchema as unknown as z.ZodType<ParsedEvaluationTask>,
  maxAttempts: 3,
  load: () => import('./evaluation.handler'),
});
