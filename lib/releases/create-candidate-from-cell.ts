import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import type { CandidateFromCell } from '@/lib/contracts/evaluations';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { cellConfiguration, findCellOf, parseCellKey } from '@/lib/evaluation/cell-configuration';
import { compareEvaluations, findRowFinding, type RowFinding } from '@/lib/evaluation/compare-evaluations';
import { getEvaluation } from '@/lib/evaluation/read-evaluations';
import type { StoredEvaluation } from '@/lib/evaluation/store';
import { systemClock } from '@/lib/foundation/clock';
import { configurationHash } from '@/lib/retrieval/configuration';
import { insertConfiguration } from '@/lib/retrieval/save-configuration';
import { attachEvidence } from './attach-evidence';
import { insertRelease } from './create-release';
import { nameOfSpec } from './name-of-spec';
import { readLiveSpec } from './read-live-spec';

/**
 * Saves the configuration of a cell, makes it a candidate release and attaches the evaluation as its evidence: all or
 * nothing. The changes in the evidence are those against what is live now, where that is a cell of the same grid.
 *
 * @throws {NotFound} for an unknown evaluation or cell
 * @throws {Conflict} naming every missing index, or if the evaluation was changed in the database
 */
export async function createCandidateFromCell(
  actor: Actor,
  evaluationId: string,
  { cell, name, reason }: CandidateFromCell,
): Promise<{ id: string; number: number }> {
  requireRole(actor, 'operator');
  const evaluation = await getEvaluation(actor, evaluationId);
  const spec = cellConfiguration(evaluation, cell);
  const finding = await findingOf(actor, evaluation, cell);
  const words = name ?? (await nameOfSpec(spec));
  return transaction(async (tx) => {
    const configuration = await insertConfiguration(tx, actor, { name: words, spec });
    const release = await insertRelease(tx, actor, { configurationId: configuration.id, reason });
    if (finding) {
      await attachEvidence(tx, actor, release.id, {
        kind: 'evaluation',
        id: finding.id,
        hash: finding.hash,
        name: finding.name,
        isOfThisConfiguration: true,
        ...(finding.coverage === undefined ? {} : { coverage: finding.coverage }),
        changes: [...finding.changes],
        figures: [...finding.figures],
        attachedAt: systemClock.now().toISOString(),
        attachedBy: actorId(actor),
      });
    }
    return release;
  });
}

/** What may be attached: measured figures. Advice names a cell without having measured it on every query, so it proves nothing. */
async function findingOf(actor: Actor, evaluation: StoredEvaluation, cell: string): Promise<RowFinding | undefined> {
  const { id, hash, name, results } = evaluation;
  if (results.kind === 'operating-point') {
    const { budget, depth } = parseCellKey(cell);
    const point = results.points.find((candidate) => candidate.budget === budget && candidate.depth === depth);
    const queries = await countQueries(id, cell);
    const figures = point ? [{ measure: results.primaryMeasure, value: point.quality, queries }] : [];
    return { id, hash, name, configurationHash: null, coverage: undefined, changes: [], figures };
  }
  if (results.kind !== 'grid') return undefined;
  const live = findCellOf(evaluation, await readLiveSpec(db()));
  if (live === undefined || live === cell) {
    // Changes against something that is not live (any more) would mislead the gate.
    return { ...(await findRowFinding(actor, id, cell)), changes: [] };
  }
  if (live === results.champion) return findRowFinding(actor, id, cell);
  const compared = await compareEvaluations(actor, {
    before: { evaluationId: id, row: live },
    after: { evaluationId: id, row: cell },
    configurationHash: configurationHash(cellConfiguration(evaluation, cell)),
  });
  return findRowFinding(actor, compared.evaluationId);
}

const countQueries = (evaluationId: string, row: string): Promise<number> =>
  db().evaluationQuery.count({ where: { evaluationId, row } });
