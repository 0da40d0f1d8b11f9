import path from 'node:path';
import { loadSplit } from '@/lib/datasets/load-split';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { writeFileAtomic } from '@/lib/foundation/files';
import type { StoredSettings } from './stored-settings';
import { baseFolder, trainableFolder } from './trainable-folder';
import type { TrainingInstruction } from './training-instruction';

/**
 * Writes what the training process is told. A second try is told the same, since kept epochs belong to exactly that input:
 * finished stages then come back from their last epoch, and the open one goes on after its own.
 */
export async function writeInstruction(settings: StoredSettings, workDirectory: string): Promise<string> {
  const splits = await Promise.all(settings.versionIds.map((id) => loadSplit(id, settings.trainSplit)));
  const versions = await db().datasetVersion.findMany({ where: { id: { in: settings.versionIds } } });
  const hasDev = versions.every((version) => settings.devSplit in (version.splits as Record<string, unknown>));
  const devs = hasDev
    ? await Promise.all(settings.versionIds.map((id) => loadSplit(id, settings.devSplit)))
    : undefined;
  const parentDirectory = settings.parentId ? await trainableFolder(settings.parentId) : undefined;
  const instruction: TrainingInstruction = {
    dataDir: env().dataDir,
    corpusHash: settings.corpusHash,
    component: settings.component,
    tasks: splits.map((split, i) => ({
      name: split.slug,
      // Checkpoints made here are served without instruction, so they are trained without it: see decision 032.
      instruction: '',
      queries: [...split.queries, ...(devs?.[i]?.queries ?? [])].map(({ id, text }) => [id, text]),
      train: relevantOf(split),
      ...(devs?.[i] ? { dev: relevantOf(devs[i]) } : {}),
    })),
    stages: settings.stages,
    seed: settings.seed,
    precision: settings.precision,
    model: settings.model,
    ...(parentDirectory ? { parentDirectory } : {}),
    ...(settings.embedderId
      ? { embedder: { final: await trainableFolder(settings.embedderId), base: await baseFolder(settings.embedderId) } }
      : {}),
    workDirectory,
  };
  const file = path.join(workDirectory, 'instruction.json');
  await writeFileAtomic(file, JSON.stringify(instruction));
  return file;
}

const relevantOf = (split: Awaited<ReturnType<typeof loadSplit>>): [string, string[]][] =>
  [...split.qrels].map(([id, grades]) => [
    id,
    [...grades].filter(([, grade]) => grade >= split.relevantFrom).map(([document]) => document),
  ]);
