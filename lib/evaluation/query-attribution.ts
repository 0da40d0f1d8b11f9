import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { sha256 } from '@/lib/foundation/hash';
import { type Attribution, attributeQuery } from './attribution';
import { cellConfiguration, parseCellKey } from './cell-configuration';
import { isPrefixOfLarger, sourceHash } from './gather-candidates';
import { loadQuerySet, type QuerySet } from './query-set';
import { readCandidates } from './score-cache';
import { findEvaluation, findQueryRecords, type StoredEvaluation } from './store';

/**
 * What became of the relevant documents of every query in one cell of a grid, from the kept candidates and the stored result
 * lists.
 *
 * @returns by query id; without the queries that have no relevant document or whose candidates are no longer kept
 * @throws {NotFound} for an unknown evaluation or cell, or if the dataset version was deleted since
 */
export async function attributeQueries(
  actor: Actor,
  evaluationId: string,
  cellKey: string,
): Promise<Map<string, Attribution>> {
  requireRole(actor, 'operator', 'stakeholder');
  const evaluation = await findEvaluation(db(), evaluationId);
  const { dataset } = evaluation.inputs;
  if (!dataset) return new Map();
  const querySet = await loadQuerySet(db(), dataset.versionId, dataset.split);
  const candidates = await candidatesOfCell(evaluation, querySet, cellKey);
  const idOf = await documentIds(dataset.corpusHash, [...candidates.values()]);
  const { depth } = parseCellKey(cellKey);
  const attributions = new Map<string, Attribution>();
  for (const { queryId, ranking = [] } of await findQueryRecords(db(), evaluationId, [cellKey])) {
    const ordinals = candidates.get(queryId);
    const grades = querySet.qrels.get(queryId);
    if (!ordinals || !grades) continue;
    const first = Array.from(ordinals, (ordinal) => idOf.get(ordinal) ?? '');
    const attribution = attributeQuery(first, ranking, grades, depth, querySet.relevantFrom);
    if (attribution) attributions.set(queryId, attribution);
  }
  return attributions;
}

/** Ordinals of the K candidates by query id, as the first stage of the cell found them. */
async function candidatesOfCell(
  evaluation: StoredEvaluation,
  { queries }: QuerySet,
  key: string,
): Promise<Map<string, Uint32Array>> {
  const spec = cellConfiguration(evaluation, key);
  const { inputs, settings } = evaluation;
  const { budget } = spec.operatingPoint;
  const largest = Math.max(budget, ...(Array.isArray(settings.budgets) ? settings.budgets.map(Number) : []));
  const depth = isPrefixOfLarger(spec, budget, largest) ? largest : budget;
  const source = { ...inputs, corpusHash: inputs.dataset?.corpusHash ?? '' };
  const hashes = queries.map(({ text }) => sha256(text));
  const kept = await readCandidates(sourceHash(source, spec, inputs.instruction, depth), hashes, depth);
  const found = new Map<string, Uint32Array>();
  for (const [i, { id }] of queries.entries()) {
    const list = kept.get(hashes[i] as string);
    if (list) found.set(id, list.ordinals.subarray(0, budget));
  }
  return found;
}

const ordinalsPerStatement = 20_000;

async function documentIds(corpusHash: string, lists: readonly Uint32Array[]): Promise<Map<number, string>> {
  const wanted = [...new Set(lists.flatMap((list) => [...list]))];
  const idOf = new Map<number, string>();
  for (let start = 0; start < wanted.length; start += ordinalsPerStatement) {
    const rows = await db().document.findMany({
      where: { corpusHash, ordinal: { in: wanted.slice(start, start + ordinalsPerStatement) } },
      select: { ordinal: true, documentId: true },
    });
    for (const row of rows) idOf.set(row.ordinal, row.documentId);
  }
  return idOf;
}
