import { z } from 'zod';
import type { StageName } from '../recipe';
import { trainingSettingsSchema } from '../training-settings';

/** Settings as they stand in a training's row: with what was chosen for the person, and the data by version. */
export const storedSettingsSchema = trainingSettingsSchema.extend({
  seed: z.number(),
  name: z.string(),
  corpusHash: z.string(),
  versionIds: z.array(z.string()),
});
export type StoredSettings = z.infer<typeof storedSettingsSchema>;

/** A stage whose checkpoint is registered. */
export type FinishedStage = { stage: StageName; checkpointId: string };
