import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, requireRole } from '@/lib/auth/actor';
import type { ImportRun } from '@/lib/contracts/evaluations';
import type { StartGrid } from '@/lib/contracts/grid';
import { deleteUpload, openUpload } from '@/lib/datasets/receive-upload';
import { db } from '@/lib/db/client';
import { evaluateImportedRun } from '@/lib/evaluation/evaluate-imported-run';
import { planGrid } from '@/lib/evaluation/plan-evaluation';
import { requestEvaluation } from '@/lib/evaluation/request-evaluation';
import { env } from '@/lib/foundation/env';
import { InvalidInput, PayloadTooLarge } from '@/lib/foundation/errors';
import { readLiveSpec } from '@/lib/releases/read-live-spec';

/** Queues a stage grid that measures every cell against what is live, if anything is. */
export async function startGrid(actor: Actor, choice: StartGrid): Promise<{ jobId: string }> {
  requireRole(actor, 'operator');
  return { jobId: await requestEvaluation(actor, planGrid(choice, await readLiveSpec(db()))) };
}

/** A run of 1,500 queries with 1,000 documents each has about 80 MB; it is parsed in memory. */
const largestRunBytes = 256 * 1024 ** 2;

/**
 * Evaluates an uploaded run and stores the evaluation; the upload is removed.
 *
 * @throws {NotFound} for an upload of somebody else @throws {InvalidInput} naming file and line of a broken run
 */
export async function importRun(actor: Actor, { uploadId, ...request }: ImportRun) {
  requireRole(actor, 'operator');
  const { dataDir } = env();
  const upload = await openUpload(actor, dataDir, uploadId);
  const [file, ...others] = upload.files;
  if (!file || others.length > 0) throw new InvalidInput('Upload one run file: TREC or CSV.');
  if (file.sizeBytes > largestRunBytes) {
    throw new PayloadTooLarge(
      `The run has more than ${largestRunBytes / 1024 ** 2} MB. Cut it to the documents that the measures see.`,
    );
  }
  const bytes = await readFile(path.join(upload.directory, file.name));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InvalidInput(`${file.name} is not UTF-8 text.`, {}, { cause: error });
  }
  const { evaluationId, hash } = await evaluateImportedRun(
    actor,
    { ...request, fileName: path.basename(file.name) },
    text,
  );
  await deleteUpload(actor, dataDir, uploadId);
  return { evaluationId, hash };
}
