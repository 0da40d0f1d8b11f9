import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeCheckpointFolder } from '@/lib/training/keep-epochs';
import type { TrainedCheckpoint } from '@/lib/training/train-checkpoint';

/** Stands beside the served files of a checkpoint: what the installation records as its lineage. */
export const sampleReportName = 'training-report.json';

/** Files that only a further training would read; the sample serves. */
const trainingOnly = ['trained-weights.safetensors', 'adapter.safetensors'];

/** Writes what is served of a checkpoint, with its report, in place of what was there. */
export async function writeSampleCheckpoint(
  directory: string,
  { component, stage, files, report }: TrainedCheckpoint,
): Promise<{ name: string; sizeBytes: number }> {
  const name = `${component}-${stage}`;
  const { devByQuestion: _byQuestion, comparison, ...card } = report;
  // Which questions got worse is long and can be measured again; how much was gained stays.
  const kept = { ...card, ...(comparison ? { comparison: { ...comparison, worse: [] } } : {}) };
  const served = new Map([...files].filter(([file]) => !trainingOnly.includes(file)));
  served.set(sampleReportName, new TextEncoder().encode(`${JSON.stringify(kept, null, 2)}\n`));
  const folder = path.join(directory, name);
  await rm(folder, { recursive: true, force: true });
  await writeCheckpointFolder(folder, served);
  return { name, sizeBytes: [...served.values()].reduce((sum, bytes) => sum + bytes.length, 0) };
}
