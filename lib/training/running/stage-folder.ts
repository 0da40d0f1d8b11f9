import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeCheckpointFolder } from '../keep-epochs';
import type { StageName } from '../recipe';
import type { StageReport, TrainedCheckpoint } from '../train-checkpoint';

const reportName = 'training-report.json';

export const stageFolder = (workDirectory: string, stage: StageName): string =>
  path.join(workDirectory, 'stages', stage);

/** Writes a finished stage with its report as a folder that is there whole or not at all. */
export async function writeStageFolder(workDirectory: string, checkpoint: TrainedCheckpoint): Promise<void> {
  const directory = stageFolder(workDirectory, checkpoint.stage);
  await rm(directory, { recursive: true, force: true });
  const report = new TextEncoder().encode(JSON.stringify(checkpoint.report));
  await writeCheckpointFolder(directory, new Map([...checkpoint.files, [reportName, report]]));
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
    files.set(path.relative(directory, file).split(path.sep).join('/'), new Uint8Array(await readFile(file)));
  }
  return files;
}
