import { z } from 'zod';
import { gridAxesSchema } from './grid';

/** `POST /api/advice` -> `startedJobSchema` (202): the grid that the advisor looks at as little of as it can. */
export const startAdviceSchema = gridAxesSchema.extend({
  /** `race`: certified; `quick-look`: a guess within a fixed share of the work */
  method: z.enum(['race', 'quick-look']).default('race'),
  /** whether the winner shall be the best on these queries, or on future ones like them */
  estimand: z.enum(['these-queries', 'future-queries']).default('these-queries'),
  /** race: the true winner is dropped with at most this probability */
  alpha: z.number().gt(0).lt(1).default(0.05),
  /** race: stop with a cell at most this much below the best */
  tolerance: z.number().gt(0).max(1).optional(),
  /** quick look: share of the full grid to spend */
  budgetShare: z.number().gt(0).max(1).default(0.3),
});
export type StartAdvice = z.output<typeof startAdviceSchema>;
export type StartAdviceInput = z.input<typeof startAdviceSchema>;
