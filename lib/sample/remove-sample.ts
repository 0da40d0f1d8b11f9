import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { deleteDataset } from '@/lib/datasets/delete-dataset';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { Conflict } from '@/lib/foundation/errors';
import { configurationSpecSchema } from '@/lib/retrieval/configuration';
import { indexDirectoryName } from '@/lib/retrieval/index-manifest';
import { sampleEmailEnding } from './installing/judge-sample';
import { recordChoice } from './request-sample';
import { findSampleState } from './sample-state';

/** What went with the sample, by kind. */
export type RemovedSample = {
  datasets: number;
  checkpoints: number;
  applications: number;
  evaluations: number;
  releases: number;
  studies: number;
};

/**
 * Takes the sample away whole: rows, then files. The audit log and the history of moves keep that it was
 * here.
 *
 * @throws {Conflict} naming every record of yours that stands on the sample, or while it is being installed
 */
export async function removeSample(actor: Actor): Promise<RemovedSample> {
  requireRole(actor, 'operator');
  if ((await findSampleState()).state === 'installing') {
    throw new Conflict('The sample is being installed.', { hint: 'Wait for its job, or cancel it under Jobs.' });
  }
  const { removed, directories } = await transaction((tx) => removeRows(tx, actor));
  const { dataDir } = env();
  for (const directory of directories) await rm(path.join(dataDir, directory), { recursive: true, force: true });
  const datasets = await db().dataset.findMany({ where: { isSample: true }, select: { slug: true } });
  for (const { slug } of datasets) await deleteDataset(actor, slug, dataDir);
  return { ...removed, datasets: datasets.length };
}

async function removeRows(tx: Tx, actor: Actor) {
  const checkpoints = await tx.checkpoint.findMany({
    where: { isSample: true },
    select: { id: true, directory: true },
  });
  const ids = checkpoints.map(({ id }) => id);
  const corpora = await sampleCorpora(tx);
  const indexes = await tx.index.findMany({ where: { checkpointId: { in: ids } }, select: { id: true } });
  await refuseDependents(tx, ids, corpora);
  const studies = await tx.study.deleteMany({ where: { isSample: true } });
  await tx.user.deleteMany({ where: { email: { endsWith: sampleEmailEnding } } });
  const releases = await removeReleases(tx);
  const applications = await tx.application.findMany({ where: { isSample: true }, select: { id: true } });
  const applicationIds = applications.map(({ id }) => id);
  await tx.applicationDay.deleteMany({ where: { applicationId: { in: applicationIds } } });
  await tx.apiKey.deleteMany({ where: { applicationId: { in: applicationIds } } });
  await tx.application.deleteMany({ where: { id: { in: applicationIds } } });
  const evaluations = await tx.evaluation.deleteMany({ where: { isSample: true } });
  await tx.index.deleteMany({ where: { id: { in: indexes.map(({ id }) => id) } } });
  // A child names its parent: the line is cut first.
  await tx.checkpoint.updateMany({ where: { id: { in: ids } }, data: { parentId: null } });
  await tx.checkpoint.deleteMany({ where: { id: { in: ids } } });
  await recordChoice(tx, actor, { choice: 'removed' });
  const removed = {
    checkpoints: ids.length,
    applications: applicationIds.length,
    evaluations: evaluations.count,
    releases,
    studies: studies.count,
  };
  await appendAudit(tx, { actor: actorId(actor), action: 'sample.remove', subjectType: 'sample', data: removed });
  const directories = [
    ...checkpoints.flatMap(({ directory }) => directory ?? []),
    ...indexes.map(({ id }) => indexDirectoryName(id)),
  ];
  return { removed, directories };
}

async function sampleCorpora(tx: Tx): Promise<string[]> {
  const versions = await tx.datasetVersion.findMany({
    where: { dataset: { isSample: true } },
    select: { corpusHash: true },
    distinct: ['corpusHash'],
  });
  return versions.map(({ corpusHash }) => corpusHash);
}

/**
 * Releases and configurations; when one of them was live, nothing is live afterwards. The moves stay, as the audit log does:
 * the database refuses to change history.
 */
async function removeReleases(tx: Tx): Promise<number> {
  const releases = await tx.release.findMany({ where: { isSample: true }, select: { id: true } });
  const ids = releases.map(({ id }) => id);
  await tx.livePointer.updateMany({
    where: { releaseId: { in: ids } },
    data: { releaseId: null, version: { increment: 1 }, movedAt: systemClock.now() },
  });
  await tx.release.deleteMany({ where: { id: { in: ids } } });
  await tx.configuration.deleteMany({ where: { isSample: true } });
  return ids.length;
}

/** @throws {Conflict} naming what is not sample and stands on it */
async function refuseDependents(tx: Tx, checkpointIds: readonly string[], corpora: readonly string[]): Promise<void> {
  const own = { isSample: false };
  const ids = new Set(checkpointIds);
  const applications = await tx.application.findMany({ where: { ...own, corpusHash: { in: [...corpora] } } });
  const children = await tx.checkpoint.findMany({ where: { ...own, parentId: { in: [...checkpointIds] } } });
  const indexes = await tx.index.findMany({
    where: { corpusHash: { in: [...corpora] }, checkpointId: { notIn: [...checkpointIds] } },
    include: { checkpoint: { select: { name: true } } },
  });
  const configurations = (await tx.configuration.findMany({ where: own })).filter(({ spec }) => {
    const { embedders, reranker } = configurationSpecSchema.parse(spec);
    return [...embedders, ...(reranker ? [reranker] : [])].some(({ checkpointId }) => ids.has(checkpointId));
  });
  const routed = await tx.release.findMany({ where: { isSample: false, configuration: { isSample: true } } });
  const problems = [
    ...applications.map(({ name }) => `the application ${name}`),
    ...children.map(({ name }) => `the checkpoint ${name}`),
    ...indexes.map(({ checkpoint }) => `the index of ${checkpoint.name}`),
    ...configurations.map(({ name }) => `the configuration ${name}`),
    ...routed.map(({ number }) => `release ${number}`),
  ];
  if (problems.length === 0) return;
  throw new Conflict(`These are yours and stand on the sample: ${problems.join(', ')}. Nothing was removed.`, {
    hint: 'Delete or change them first.',
  });
}
