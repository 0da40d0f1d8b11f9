import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createDirectoryAtomic } from '@/lib/foundation/files';
import type { StageName } from '../recipe';
import type { StageReport, TrainedCheckpoint } from '../train-checkpoint';

const reportName = 'training-report.json';

export const stageFolder = (workDirectory: string, stage: StageName): string =>
  path.join(workDirectory, 'stages', stage);

/** Writes a finished stage as a folder that is there whole or not at all. */
export async function writeStageFolder(workDirectory: string, checkpoint: TrainedCheckpoint): Promise<void> {
  const directory = stageFolder(workDirectory, checkpoint.stage);
  await rm(directory, { recursive: true, force: true });
  await createDirectoryAtomic(directory, async (temporary) => {
    for (const [name, bytes] of checkpoint.files) {
      const file = path.join(temporary, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes, { flush: true });
    }
    await writeFile(path.join(temporary, reportName), JSON.stringify(checkpoint.report), { flush: true });
  });
}

/** The report of a finished stage, or undefined while it is not finished. */
export async function readStageReport(workDirectory: string, stage: StageName): Promise<StageReport | undefined> {
  const text = await readFile(path.join(stageFolder(workDirectory, stage), reportName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as StageReport);
}

/** All files of a checkpoint folder by relative name. */
export async function readFolderFiles(directory: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === reportName) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(directory, file).split(path.sep).join('/'), await readFile(file));
  }
  return files;
}
