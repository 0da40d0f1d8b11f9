import { z } from 'zod';

/** `GET /api/sample`: whether the sample workspace is here, on its way, or was not wanted. */
export const sampleStateSchema = z.object({
  state: z.enum(['undecided', 'installing', 'installed', 'failed', 'empty', 'removed']),
  /** of its installation */
  jobId: z.string().nullable(),
});
export type SampleState = z.infer<typeof sampleStateSchema>;

/** `POST /api/sample`: what the workspace begins with. */
export const chooseWorkspaceSchema = z.strictObject({ choice: z.enum(['sample', 'empty']) });
export type ChooseWorkspace = z.infer<typeof chooseWorkspaceSchema>;

/** `DELETE /api/sample`: how many records went. */
export const removedSampleSchema = z.object({
  datasets: z.number().int(),
  checkpoints: z.number().int(),
  applications: z.number().int(),
  evaluations: z.number().int(),
  releases: z.number().int(),
  studies: z.number().int(),
});
