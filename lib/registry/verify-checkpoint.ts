import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { MixstageError } from '@/lib/foundation/errors';
import { largestDifference } from './checking/check-model';
import { probeRemote } from './checking/check-remote';
import { limitsFor, runModelCheck } from './checking/run-model-check';
import type { CheckpointRow } from './checkpoint';
import { probeTolerance, readProbeFile } from './importing/probe-file';
import { checkpointDirectory, loadCheckpointFiles } from './load-checkpoint-files';
import { findCheckpoint } from './store';

/** What is wrong with the files of a checkpoint, in words; undefined when each matches its hash. Remote ones have none. */
export async function verifyCheckpointFiles(
  dataDir: string,
  row: Pick<CheckpointRow, 'name' | 'contentHash' | 'directory' | 'config' | 'files'>,
): Promise<string | undefined> {
  try {
    await loadCheckpointFiles(dataDir, row);
    return undefined;
  } catch (error) {
    if (error instanceof MixstageError) return error.message;
    throw error;
  }
}

export type Verification = {
  id: string;
  name: string;
  isIntact: boolean;
  /** why not */
  problem?: string;
  /** largest difference from the answers given at registration; undefined when it was not run */
  probeDifference?: number;
};

/**
 * Checks a checkpoint: hashes of all files and, unless told not to, its answers to the probes against those it gave when
 * it was registered, in a process of its own.
 *
 * @throws {NotFound} if there is none
 */
export async function verifyCheckpoint(
  actor: Actor,
  idOrName: string,
  options: { runsProbes?: boolean; signal?: AbortSignal; dataDir?: string; allowedHosts?: readonly string[] } = {},
): Promise<Verification> {
  const dataDir = options.dataDir ?? env().dataDir;
  requireRole(actor, 'operator', 'stakeholder');
  const checkpoint = await findCheckpoint(db(), idOrName);
  const { id, name, config } = checkpoint;
  const problem = await verifyCheckpointFiles(dataDir, checkpoint);
  if (problem) return { id, name, isIntact: false, problem };
  if (options.runsProbes === false) return { id, name, isIntact: true };
  try {
    const probeDifference =
      config.source === 'remote'
        ? largestDifference((await probeRemote(config, options)).outputs, checkpoint.checks.remoteProbe ?? [])
        : await probeAgain(dataDir, checkpoint, options.signal);
    const tolerance = config.source === 'remote' ? 0.02 : probeTolerance[config.component];
    if (probeDifference <= tolerance) return { id, name, isIntact: true, probeDifference };
    return { id, name, isIntact: false, probeDifference, problem: 'It no longer answers as it did when registered.' };
  } catch (error) {
    if (!(error instanceof MixstageError) || error.code === 'cancelled') throw error;
    return { id, name, isIntact: false, problem: error.message };
  }
}

async function probeAgain(
  dataDir: string,
  checkpoint: Parameters<typeof verifyCheckpointFiles>[1] & { config: Verifiable },
  signal?: AbortSignal,
): Promise<number> {
  const directory = checkpointDirectory(dataDir, checkpoint) ?? '';
  const files = checkpoint.files as { sizeBytes: number }[];
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const { outputs } = await runModelCheck({ directory, config: checkpoint.config }, limitsFor(sizeBytes), signal);
  return largestDifference(outputs, await readProbeFile(directory));
}

type Verifiable = Parameters<typeof runModelCheck>[0]['config'];
