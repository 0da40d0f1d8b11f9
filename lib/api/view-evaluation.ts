import { type Actor, requireRole } from '@/lib/auth/actor';
import type { Evaluation, EvaluationChoice, EvaluationSummary } from '@/lib/contracts/evaluations';
import { db } from '@/lib/db/client';
import { findCellOf } from '@/lib/evaluation/cell-configuration';
import { getEvaluation, listEvaluations } from '@/lib/evaluation/read-evaluations';
import { readLiveSpec } from '@/lib/releases/read-live-spec';
import { type ActorNames, readActorNames } from './view-actor';
import { checkpointIdsOf, readComponentRefs } from './view-release';

type VersionNames = (versionId: string | null) => EvaluationSummary['dataset'];

async function readVersionNames(ids: readonly (string | null)[]): Promise<VersionNames> {
  const rows = await db().datasetVersion.findMany({
    where: { id: { in: [...new Set(ids.flatMap((id) => id ?? []))] } },
    select: { id: true, number: true, dataset: { select: { slug: true, name: true } } },
  });
  const known = new Map(rows.map((row) => [row.id, { ...row.dataset, version: row.number }]));
  return (id) => (id === null ? null : (known.get(id) ?? null));
}

type Row = {
  id: string;
  kind: string;
  name: string;
  versionId: string | null;
  split: string | null;
  subject: unknown;
  hash: string;
  isSample: boolean;
  createdBy: string;
  createdAt: Date;
};

const viewSummary = (row: Row, datasetOf: VersionNames, nameOf: ActorNames): EvaluationSummary => ({
  id: row.id,
  kind: row.kind as EvaluationSummary['kind'],
  name: row.name,
  description: (row.subject as { description?: string }).description ?? '',
  dataset: datasetOf(row.versionId),
  split: row.split,
  hash: row.hash,
  isSample: row.isSample,
  createdBy: nameOf(row.createdBy),
  createdAt: row.createdAt.toISOString(),
});

/** Evaluations as lists show them, newest first. */
export async function viewEvaluations(
  actor: Actor,
  filter: { kind?: string | undefined; versionId?: string | undefined },
): Promise<{ evaluations: EvaluationSummary[] }> {
  const rows = await listEvaluations(actor, { ...filter, take: 200 });
  const [datasetOf, nameOf] = await Promise.all([
    readVersionNames(rows.map((row) => row.versionId)),
    readActorNames(rows.map((row) => row.createdBy)),
  ]);
  return { evaluations: rows.map((row) => viewSummary(row, datasetOf, nameOf)) };
}

/** One evaluation with everything it found and what it was found from. @throws {NotFound} @throws {Conflict} if it was changed */
export async function viewEvaluation(actor: Actor, id: string): Promise<Evaluation> {
  const stored = await getEvaluation(actor, id);
  const { inputs, results } = stored;
  const [datasetOf, nameOf, refOf, live] = await Promise.all([
    readVersionNames([stored.versionId]),
    readActorNames([stored.createdBy]),
    readComponentRefs(inputs.checkpoints.map((checkpoint) => checkpoint.id)),
    readLiveSpec(db()),
  ]);
  return {
    ...viewSummary({ ...stored, kind: results.kind }, datasetOf, nameOf),
    versionId: stored.versionId,
    jobId: stored.jobId,
    settings: stored.settings,
    inputs: {
      dataset: inputs.dataset,
      instruction: inputs.instruction,
      checkpoints: inputs.checkpoints.map(({ id: checkpointId, contentHash, component, stage }) => ({
        // What was evaluated, also when the checkpoint is gone.
        ...refOf(checkpointId),
        component: component === 'reranker' ? ('reranker' as const) : ('embedder' as const),
        stage,
        contentHash,
      })),
      indexes: inputs.indexes.map(({ id: indexId, manifestHash }) => ({ id: indexId, manifestHash })),
      files: inputs.files,
      evaluations: inputs.evaluations,
    },
    seed: stored.seed,
    machine: stored.machine,
    results,
    liveCell: findCellOf(stored, live) ?? null,
  };
}

/** What can be evaluated: judged splits, components with the corpora they are indexed over, what is live. */
export async function viewEvaluationChoice(actor: Actor): Promise<EvaluationChoice> {
  requireRole(actor, 'operator');
  const [versions, checkpoints, indexes, live] = await Promise.all([
    db().datasetVersion.findMany({
      where: { number: { gte: 1 }, dataset: { archivedAt: null } },
      include: { dataset: { select: { slug: true, name: true } } },
      orderBy: [{ dataset: { name: 'asc' } }, { number: 'desc' }],
    }),
    db().checkpoint.findMany({
      where: { archivedAt: null },
      orderBy: [{ component: 'asc' }, { stage: 'asc' }, { createdAt: 'asc' }],
      select: { id: true, name: true, component: true, stage: true },
    }),
    db().index.findMany({ where: { state: 'ready' }, select: { checkpointId: true, corpusHash: true } }),
    readLiveSpec(db()),
  ]);
  const liveIds = new Set(live ? checkpointIdsOf(live) : []);
  // Only the newest version of each dataset: older ones stay readable in their evaluations.
  const newest = versions.filter(
    (version, i) => versions.findIndex((other) => other.datasetId === version.datasetId) === i,
  );
  return {
    versions: newest.map(({ id, number, corpusHash, splits, dataset }) => ({
      versionId: id,
      slug: dataset.slug,
      name: dataset.name,
      number,
      corpusHash,
      splits: Object.entries(splits as Record<string, { queries: number }>).map(([name, { queries }]) => ({
        name,
        queries,
      })),
    })),
    components: checkpoints.map((checkpoint) => ({
      ...checkpoint,
      component: checkpoint.component === 'reranker' ? ('reranker' as const) : ('embedder' as const),
      isLive: liveIds.has(checkpoint.id),
      indexedCorpora: indexes.filter((index) => index.checkpointId === checkpoint.id).map((index) => index.corpusHash),
    })),
    live: live ?? null,
  };
}
