import type { GridResults, RegressionSummary } from '@/lib/contracts/evaluation-results';
import { InvalidInput } from '@/lib/foundation/errors';
import { minimumDetectableDifference } from '@/lib/stats/minimum-detectable-difference';
import { type Attribution, attributeQuery, countAttributions } from './attribution';
import type { SharingFigures } from './candidate-union';
import { queryChanges, valuesByQuery } from './compare-configurations';
import { type CellEvaluation, cellRun, type GridMaterial, scoreMatrix } from './grid-cells';
import { gridEffects } from './grid-effects';
import type { GridRequest } from './grid-request';
import { confirmChoice, splitQueries } from './held-out-confirmation';
import { type BestSet, bestSet } from './indistinguishable-cells';
import type { PreparedGrid } from './prepare-grid';
import { summarizeValues } from './query-values';
import { regressionByStratum } from './regression';
import type { GridCell } from './stage-grid';
import { summarizePaired, summarizeRegression } from './summarize';

export type ScoredPairs = { readonly scoredPairs: number; readonly cachedPairs: number };

/**
 * Everything that a finished grid says, from its cells alone: which cell is best and which are not distinguishable from it,
 * the cheapest of those, main effects and interaction, attribution, what changed against the champion, confirmation.
 *
 * @throws {InvalidInput} if no query has a value for the primary measure, or the champion is no cell
 */
export function reportGrid(
  grid: PreparedGrid,
  material: GridMaterial,
  cells: readonly CellEvaluation[],
  request: GridRequest,
  sharing: SharingFigures & ScoredPairs,
): GridResults {
  const { seed, alpha, confirmationShare } = request;
  const costs = cells.map(({ cell }) => relativeCost(grid, cell));
  const matrix = scoreMatrix(cells, grid.primaryIndex);
  const split = confirmationShare > 0 ? splitQueries(matrix.queryIds, confirmationShare, seed) : undefined;
  if (split && (split.selection.length === 0 || split.confirmation.length === 0)) {
    throw new InvalidInput('Too few queries to keep some for confirmation; use all of them for choosing.');
  }
  const selecting = new Set(split?.selection ?? matrix.queryIds);
  const selected = matrix.rows.map((row) => row.filter((_, i) => selecting.has(matrix.queryIds[i] as string)));
  const choice = bestSet(selected, costs, { alpha, seed });
  const champion = request.champion === undefined ? undefined : findCell(cells, request.champion);
  const keyOf = (index: number) => (cells[index] as CellEvaluation).cell.key;
  return {
    kind: 'grid',
    estimand: 'future-queries',
    rows: grid.rows.map(({ key, label }) => ({ key, label })),
    columns: grid.columns.map(({ key, label, isReranker }) => ({ key, label, isReranker })),
    primaryMeasure: cells[0]?.evaluation.scores[grid.primaryIndex]?.name ?? '',
    cells: cells.map(({ cell, evaluation }, i) => ({
      ...cell,
      relativeCost: costs[i] as number,
      measures: summarizeValues(evaluation),
      coverage: { k: evaluation.coverage.k, mean: evaluation.coverage.mean ?? null },
      attribution: countAttributions(attributeCell(grid, material, cell)),
    })),
    champion: champion?.cell.key ?? null,
    best: keyOf(choice.best),
    bestSet: choice.set.map(keyOf),
    defaultChoice: keyOf(choice.cheapest),
    bestSetP: choice.p.map((p, i) => ({ cell: keyOf(i), p })),
    effects: effectsOf(grid, cells),
    confirmation: split ? confirmationOf(grid, cells, choice, champion, split, seed) : null,
    sharing,
    regressions: champion ? regressionsOf(grid, cells, choice, champion, request) : [],
    detectableDifference: detectable(selected, choice, champion && cells.indexOf(champion)),
  };
}

/** The attribution of every query of a cell that has a relevant document. */
export function* attributeCell(grid: PreparedGrid, material: GridMaterial, cell: GridCell): Generator<Attribution> {
  const lists = material.candidates.get(`${cell.row}@${cell.budget}`) ?? material.candidates.get(cell.row);
  const run = cellRun(material, cell, grid.querySet.qrels.keys());
  for (const [queryId, grades] of grid.querySet.qrels) {
    const candidates = lists?.get(queryId)?.documentIds.slice(0, cell.budget) ?? [];
    const final = (run.queries.get(queryId) ?? []).map((document) => document.id);
    const attribution = attributeQuery(candidates, final, grades, cell.depth, grid.querySet.relevantFrom);
    if (attribution) yield attribution;
  }
}

/** Bytes of weights that one query runs through: embedders once, the reranker once per candidate. Remote ones count 1. */
function relativeCost(grid: PreparedGrid, cell: GridCell): number {
  const sizeOf = (id: string) => Math.max(1, grid.backbone.checkpoints.find((c) => c.id === id)?.sizeBytes ?? 0);
  const row = grid.rows.find(({ key }) => key === cell.row);
  const embedding = (row?.embedders ?? []).reduce((sum, { checkpointId }) => sum + sizeOf(checkpointId), 0);
  const isReranked = grid.columns.some(({ key, isReranker }) => key === cell.column && isReranker);
  return embedding + (isReranked ? cell.budget * sizeOf(cell.column) : 0);
}

function findCell(cells: readonly CellEvaluation[], key: string): CellEvaluation {
  const found = cells.find(({ cell }) => cell.key === key);
  if (!found) throw new InvalidInput(`The champion ${key.slice(0, 120)} is no cell of this grid.`);
  return found;
}

/** One table of effects per K, N and weight; cells without a reranker stand in the tables of every weight. */
function effectsOf(grid: PreparedGrid, cells: readonly CellEvaluation[]): GridResults['effects'] {
  const matrix = scoreMatrix(cells, grid.primaryIndex);
  const points = new Map<string, Pick<GridCell, 'budget' | 'depth' | 'rerankerWeight'>>();
  const hasReranker = grid.columns.some((column) => column.isReranker);
  for (const { cell } of cells) {
    if (hasReranker && cell.rerankerWeight === 0) continue;
    points.set(`${cell.budget}|${cell.depth}|${cell.rerankerWeight}`, cell);
  }
  return [...points.values()].map(({ budget, depth, rerankerWeight }) => {
    const scores = grid.rows.map((row) =>
      grid.columns.map((column) => {
        const weight = column.isReranker ? rerankerWeight : 0;
        const key = [row.key, column.key, budget, depth, weight].join('|');
        return matrix.rows[cells.findIndex(({ cell }) => cell.key === key)] ?? [];
      }),
    );
    const effects = gridEffects(scores);
    const store = ({ value, interval }: { value: number; interval: { lower: number; upper: number } | undefined }) => ({
      value,
      interval: interval ?? null,
    });
    const at = ({ row, column }: { row: number; column: number }) => ({
      row: grid.rows[row]?.key ?? '',
      column: grid.columns[column]?.key ?? '',
    });
    return {
      budget,
      depth,
      rerankerWeight,
      rows: effects.rows.map((effect, i) => ({ key: grid.rows[i]?.key ?? '', effect: store(effect) })),
      columns: effects.columns.map((effect, i) => ({ key: grid.columns[i]?.key ?? '', effect: store(effect) })),
      interaction: effects.interaction.flatMap((own, row) =>
        own.map((effect, column) => ({ ...at({ row, column }), effect: store(effect) })),
      ),
      shares: effects.shares ?? null,
      best: at(effects.best),
      additiveBest: at(effects.additiveBest),
    };
  });
}

function confirmationOf(
  grid: PreparedGrid,
  cells: readonly CellEvaluation[],
  choice: BestSet,
  champion: CellEvaluation | undefined,
  split: { selection: readonly string[]; confirmation: readonly string[] },
  seed: number,
): GridResults['confirmation'] {
  const chosen = cells[choice.cheapest] as CellEvaluation;
  const name = chosen.evaluation.scores[grid.primaryIndex]?.name ?? '';
  const baseline = champion && champion !== chosen ? valuesByQuery(champion.evaluation, name) : undefined;
  const outcome = confirmChoice(split, valuesByQuery(chosen.evaluation, name), baseline, seed);
  const { interval, againstBaseline } = outcome;
  return {
    cell: chosen.cell.key,
    baseline: baseline ? (champion as CellEvaluation).cell.key : null,
    selectionQueries: split.selection.length,
    confirmationQueries: split.confirmation.length,
    selectionMean: outcome.selectionMean,
    confirmationMean: outcome.confirmationMean,
    interval: interval ? { lower: interval.lower, upper: interval.upper } : null,
    againstBaseline: againstBaseline ? summarizePaired(againstBaseline) : null,
    verdict: outcome.verdict,
  };
}

/** Best and default choice against the champion, every measure, by stratum. Other cells are compared on demand. */
function regressionsOf(
  grid: PreparedGrid,
  cells: readonly CellEvaluation[],
  choice: BestSet,
  champion: CellEvaluation,
  { tolerance, seed }: GridRequest,
): RegressionSummary[] {
  const chosen = [...new Set([choice.best, choice.cheapest])].map((i) => cells[i] as CellEvaluation);
  return chosen
    .filter((cell) => cell !== champion)
    .flatMap((cell) =>
      cell.evaluation.scores.flatMap(({ name }) => {
        const changes = queryChanges(champion.evaluation, cell.evaluation, name);
        if (changes.length === 0) return [];
        const report = regressionByStratum(name, changes, grid.querySet.strata, { tolerance, seed });
        return [summarizeRegression(report, cell.cell.key, champion.cell.key)];
      }),
    );
}

/** What this query set can tell apart, at the spread between the best cell and the champion, or the runner-up. */
function detectable(
  rows: readonly (readonly number[])[],
  choice: BestSet,
  champion: number | undefined,
): number | null {
  const best = rows[choice.best] ?? [];
  const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
  // Cells with the very same values (no reranker at two budgets) say nothing about spread.
  const rivals = rows.flatMap((row, i) => (row.some((value, q) => value !== best[q]) ? [i] : []));
  rivals.sort((a, b) => (sums[b] as number) - (sums[a] as number));
  const other = rows[champion !== undefined && rivals.includes(champion) ? champion : (rivals[0] ?? -1)];
  if (!other || best.length < 2) return null;
  const differences = best.map((value, i) => value - (other[i] as number));
  const mean = differences.reduce((sum, d) => sum + d, 0) / differences.length;
  const sd = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (differences.length - 1));
  return minimumDetectableDifference(differences.length, sd) ?? null;
}
