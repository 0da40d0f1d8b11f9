import { access } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { InvalidInput } from '@/lib/foundation/errors';
import type { StageName } from '../recipe';
import { stageFolder } from './stage-folder';

/** The folder with the training weights of a checkpoint: that of the training which made it, else its registered files. */
export async function trainableFolder(checkpointId: string): Promise<string> {
  const { dataDir } = env();
  const checkpoint = await db().checkpoint.findUnique({ where: { id: checkpointId } });
  if (!checkpoint?.directory) throw new InvalidInput('A checkpoint that another server computes cannot be trained on.');
  const made = (checkpoint.lineage as { training?: { id: string; stage: StageName } } | null)?.training;
  const own = made ? stageFolder(path.join(dataDir, 'trainings', made.id), made.stage) : undefined;
  const isThere = own
    ? await access(own).then(
        () => true,
        () => false,
      )
    : false;
  return own && isThere ? own : path.join(dataDir, checkpoint.directory);
}

/** The folder of the base that an embedder goes back to. @throws {InvalidInput} if its line does not reach a base */
export async function baseFolder(checkpointId: string): Promise<string> {
  let id: string | null = checkpointId;
  for (let steps = 0; id !== null && steps < 20; steps++) {
    const row: { stage: string; parentId: string | null } | null = await db().checkpoint.findUnique({
      where: { id },
      select: { stage: true, parentId: true },
    });
    if (row?.stage === 'base') return trainableFolder(id);
    id = row?.parentId ?? null;
  }
  throw new InvalidInput(
    'The chosen embedder does not go back to a base that was trained here, so candidates cannot be made out of fold.',
  );
}
