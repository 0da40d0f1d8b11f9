import { type Actor, requireRole } from '@/lib/auth/actor';
import type { OpenBackbone } from './backbone';
import { sharingFigures } from './candidate-union';
import { describeMachine } from './evidence';
import { reportGrid } from './grid-report';
import { type GridRequest, type GridRequestInput, gridRequestSchema } from './grid-request';
import { prepareGrid, type Work } from './prepare-grid';
import { queryRecords, scoreGrid } from './score-grid';
import { insertEvaluation } from './store';

export type GridOutcome = {
  readonly evaluationId: string;
  readonly hash: string;
  /** what was really computed: all 0 for a repeated grid */
  readonly searchedQueries: number;
  readonly scoredPairs: number;
  readonly cachedPairs: number;
  readonly best: string;
  readonly defaultChoice: string;
};

/**
 * Evaluates every embedder with every reranker end to end, on the candidates really retrieved, and stores the evaluation.
 * Each reranker scores the union of candidates once; scores and candidates are kept by content, so a repeated grid runs no
 * model and a killed one goes on.
 *
 * @throws {InvalidInput} for an impossible request @throws {NotFound} for unknown versions or checkpoints
 * @throws {Conflict} for archived checkpoints or missing indexes @throws {Cancelled} when the signal aborts
 */
export async function runGrid(
  actor: Actor,
  input: GridRequestInput,
  openBackbone: OpenBackbone,
  work: Work = {},
): Promise<GridOutcome> {
  requireRole(actor, 'operator');
  const request = gridRequestSchema.parse(input);
  const grid = await prepareGrid(request, openBackbone, work);
  try {
    const scored = await scoreGrid(grid, work);
    const { material, cells } = scored;
    const { queries } = grid.querySet;
    const sharing = sharingFigures(
      grid.candidates.table,
      grid.rows.map((row) => row.key),
      queries.map((query) => query.id),
      Math.max(...request.budgets),
    );
    const counts = { scoredPairs: scored.scoredPairs, cachedPairs: scored.cachedPairs };
    const results = reportGrid(grid, material, cells, request, { ...sharing, ...counts });
    const { id, hash } = await insertEvaluation(actor, {
      name: request.name ?? `Stage grid of ${grid.querySet.datasetName}, ${grid.querySet.split}`,
      subject: { configurationHash: null, description: `${grid.rows.length} x ${grid.columns.length} stage grid` },
      settings: settingsOf(request),
      inputs: grid.inputs,
      results,
      seed: request.seed,
      machine: describeMachine(),
      queries: [...queryRecords(material, cells)],
      jobId: work.jobId,
      isSample: request.isSample,
    });
    const { best, defaultChoice } = results;
    return { evaluationId: id, hash, searchedQueries: grid.candidates.searched, ...counts, best, defaultChoice };
  } finally {
    await grid.backbone.close();
  }
}

/** The request as it is kept with the results: everything but what the inputs say already. */
const settingsOf = ({ name: _name, isSample: _isSample, ...settings }: GridRequest) =>
  JSON.parse(JSON.stringify(settings)) as Record<string, never>;
