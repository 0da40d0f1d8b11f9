import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import { type ConfigurationSpec, configurationSpecSchema } from '@/lib/retrieval/configuration';
import type { ReleaseBindings } from './store';

export type CreateReleaseInput = {
  configurationId: string;
  reason: string;
  /** corpora to serve; without it those of all applications */
  corpusHashes?: readonly string[] | undefined;
  isSample?: boolean;
};

/**
 * Makes a configuration a candidate release, bound to the indexes it needs.
 *
 * @returns id and number of the new release
 * @throws {NotFound} for an unknown configuration
 * @throws {Conflict} naming every index that is missing, unfinished or built by another embedder
 */
export async function createRelease(actor: Actor, input: CreateReleaseInput): Promise<{ id: string; number: number }> {
  requireRole(actor, 'operator');
  const reason = input.reason.trim();
  if (!reason)
    throw new InvalidInput('Say why this release is made.', { issues: [{ path: 'reason', message: 'is empty' }] });
  return transaction((tx) => insertRelease(tx, actor, { ...input, reason }));
}

/** The same inside a transaction of the caller, for roll-backs of one component. */
export async function insertRelease(
  tx: Tx,
  actor: Actor,
  input: CreateReleaseInput,
): Promise<{ id: string; number: number }> {
  const configuration = await tx.configuration.findUnique({ where: { id: input.configurationId } });
  if (!configuration) throw new NotFound('There is no such configuration.');
  const spec = configurationSpecSchema.parse(configuration.spec);
  const bindings = await bindIndexes(tx, spec, await corporaToServe(tx, input.corpusHashes));
  // The number is the next one without gaps; the lock keeps two creators apart.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(7270745)`;
  const newest = await tx.release.aggregate({ _max: { number: true } });
  const number = (newest._max.number ?? 0) + 1;
  const id = randomId();
  await tx.release.create({
    data: {
      id,
      number,
      configurationId: configuration.id,
      indexes: bindings,
      evidence: [],
      reason: input.reason,
      isSample: input.isSample ?? false,
      createdBy: actorId(actor),
    },
  });
  await appendAudit(tx, {
    actor: actorId(actor),
    action: 'release.create',
    subjectType: 'release',
    subjectId: id,
    data: { number, configuration: configuration.hash, indexes: bindings.indexes.map((index) => index.manifestHash) },
  });
  return { id, number };
}

async function corporaToServe(tx: Tx, wanted: readonly string[] | undefined): Promise<string[]> {
  if (wanted && wanted.length > 0) {
    const known = await tx.corpus.findMany({ where: { hash: { in: [...wanted] } }, select: { hash: true } });
    if (known.length < new Set(wanted).size) throw new NotFound('One of the corpora does not exist.');
    return known.map((corpus) => corpus.hash);
  }
  const applications = await tx.application.findMany({
    where: { archivedAt: null, corpusHash: { not: null } },
    select: { corpusHash: true },
  });
  const hashes = [...new Set(applications.map((application) => application.corpusHash as string))];
  if (hashes.length === 0) {
    throw new Conflict('No application has a corpus yet, so there is nothing to serve.', {
      hint: 'Create an application and choose its dataset, or name the corpora of this release.',
    });
  }
  return hashes;
}

async function bindIndexes(tx: Tx, spec: ConfigurationSpec, corpora: string[]): Promise<ReleaseBindings> {
  const ids = [
    ...spec.embedders.map((embedder) => embedder.checkpointId),
    ...(spec.reranker ? [spec.reranker.checkpointId] : []),
  ];
  const checkpoints = await tx.checkpoint.findMany({ where: { id: { in: ids } } });
  // Held until the release is written, so that nobody deletes an index in between.
  await tx.$queryRaw`SELECT id FROM "Index" WHERE "corpusHash" = ANY(${corpora}) FOR SHARE`;
  const rows = await tx.index.findMany({
    where: { checkpointId: { in: ids }, corpusHash: { in: corpora } },
    include: { corpus: { select: { name: true } } },
  });
  const problems: string[] = [];
  const indexes: ReleaseBindings['indexes'] = [];
  for (const id of ids) {
    if (!checkpoints.some((checkpoint) => checkpoint.id === id)) problems.push(`The checkpoint ${id} does not exist.`);
  }
  for (const embedder of spec.embedders) {
    const checkpoint = checkpoints.find((candidate) => candidate.id === embedder.checkpointId);
    if (!checkpoint) continue;
    for (const corpusHash of corpora) {
      const index = rows.find((row) => row.checkpointId === checkpoint.id && row.corpusHash === corpusHash);
      if (index?.state !== 'ready' || !index.manifestHash) {
        problems.push(
          `${checkpoint.name} has no finished index over ${index?.corpus.name ?? `corpus ${corpusHash.slice(0, 8)}`}.`,
        );
      } else if (index.embedderHash !== checkpoint.contentHash) {
        problems.push(`The index of ${checkpoint.name} over ${index.corpus.name} was built by another embedder.`);
      } else {
        indexes.push({
          indexId: index.id,
          checkpointId: checkpoint.id,
          embedderHash: index.embedderHash,
          corpusHash,
          manifestHash: index.manifestHash,
        });
      }
    }
  }
  if (problems.length > 0) {
    throw new Conflict(problems.join(' '), {
      blockers: problems.map((message) => ({ code: 'index_missing', message })),
      hint: 'Build the missing indexes first.',
    });
  }
  return { corpora, indexes };
}
