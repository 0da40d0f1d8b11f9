import { rm } from 'node:fs/promises';
import type { JobHandler } from '@/lib/jobs/define-job';
import type { FolderOverrides } from '@/lib/models/read-model-folder';
import { importCheckpoint } from './import-checkpoint';
import type { ImportCheckpointPayload } from './import-checkpoint.job';

export const handle: JobHandler<ImportCheckpointPayload> = async (payload, context) => {
  const { removesFolder, overrides, ...input } = payload;
  const given = overrides as FolderOverrides | undefined;
  const checkpoint = await importCheckpoint(
    context.actor,
    { ...input, ...(given ? { overrides: given } : {}) },
    {
      signal: context.signal,
      // An earlier try may have registered it just before its process died.
      reusesExisting: context.attempt > 1,
      // Progress is a courtesy: that it cannot be written must not end the import.
      onProgress: (progress) => void context.progress(progress).catch(() => {}),
    },
  );
  if (removesFolder) await rm(input.folder, { recursive: true, force: true });
  return { checkpointId: checkpoint.id, name: checkpoint.name, component: checkpoint.component };
};
