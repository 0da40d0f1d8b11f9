import type { GridResults } from '@/lib/contracts/evaluation-results';
import { startGridSchema } from '@/lib/contracts/grid';
import { db } from '@/lib/db/client';
import { planGrid } from '@/lib/evaluation/plan-evaluation';
import { InvalidInput } from '@/lib/foundation/errors';
import { createCandidateFromCell } from '@/lib/releases/create-candidate-from-cell';
import { readLiveSpec } from '@/lib/releases/read-live-spec';
import { type Command, type CommandInput, required, table } from '../command';
import { axesOptions, figure, footer, given, oneNumber, readAxes, runEvaluation } from '../evaluation-options';

export const command: Command = {
  summary: 'Evaluate every embedder with every reranker end to end',
  options: {
    ...axesOptions,
    confirm: { help: 'share of the queries that only confirm the choice, 0 (default) to 0.8', value: 'SHARE' },
    'no-live': { help: 'do not measure against what is live' },
    candidate: { help: 'make a candidate release: "default" for the default choice, "best", or a cell', value: 'CELL' },
    reason: { help: 'why the candidate is made', value: 'TEXT' },
  },
  notes:
    'A repeated grid runs no model; a stopped one goes on where it stopped.\nExample: npm run mixstage -- grid --dataset statutes --split test --budgets 20,60,100',
  async run(input) {
    const parsed = startGridSchema.safeParse({
      ...(await readAxes(input)),
      withLive: !input.has('no-live'),
      ...given('confirmationShare', oneNumber(input, 'confirm')),
    });
    if (!parsed.success) throw new InvalidInput(`The grid is not complete: ${parsed.error.issues[0]?.message}`);
    if (input.text('candidate') !== undefined) required(input, 'reason');
    const evaluation = await runEvaluation(input, planGrid(parsed.data, await readLiveSpec(db())));
    const results = evaluation.results as GridResults;
    const release = await makeCandidate(input, evaluation.id, results);
    const lines = [printGrid(results), '', footer(evaluation)];
    if (release) lines.push(`candidate: release ${release.number}`);
    return { data: { ...evaluation, release }, text: lines.join('\n') };
  },
};

async function makeCandidate(input: CommandInput, evaluationId: string, results: GridResults) {
  const wanted = input.text('candidate');
  if (wanted === undefined) return null;
  const cell = wanted === 'default' ? results.defaultChoice : wanted === 'best' ? results.best : wanted;
  return createCandidateFromCell(input.actor, evaluationId, { cell, reason: required(input, 'reason') });
}

/** One table per K, N and weight of the primary measure, then every measure of the cells that matter. */
function printGrid(results: GridResults): string {
  const points = new Map(
    results.cells
      .filter(({ column }) => column !== 'none' || results.columns.length === 1)
      .map((cell) => [`K=${cell.budget} N=${cell.depth} weight=${cell.rerankerWeight}`, cell]),
  );
  const meanOf = (cell: GridResults['cells'][number] | undefined, measure: string) =>
    cell?.measures.find((summary) => summary.measure === measure)?.mean;
  const tables = [...points].map(([title, point]) => {
    const rows = results.rows.map((row) => [
      row.label,
      ...results.columns.map((column) => {
        const cell = results.cells.find(
          (candidate) =>
            candidate.row === row.key &&
            candidate.column === column.key &&
            candidate.budget === point.budget &&
            candidate.depth === point.depth &&
            (!column.isReranker || candidate.rerankerWeight === point.rerankerWeight),
        );
        const mark = !cell ? '' : cell.key === results.best ? ' *' : results.bestSet.includes(cell.key) ? ' =' : '';
        return `${figure(meanOf(cell, results.primaryMeasure))}${mark}`;
      }),
    ]);
    return `${results.primaryMeasure}, ${title}\n${table(['', ...results.columns.map((column) => column.label)], rows)}`;
  });
  const chosen = [...new Set([results.best, results.defaultChoice, results.champion].filter((key) => key !== null))];
  const measures = results.cells[0]?.measures.map(({ measure }) => measure) ?? [];
  const details = chosen.map((key) => {
    const cell = results.cells.find((candidate) => candidate.key === key);
    const role = [
      key === results.best && 'best',
      key === results.defaultChoice && 'default choice',
      key === results.champion && 'live',
    ].filter(Boolean);
    return [role.join(', '), key, ...measures.map((measure) => figure(meanOf(cell, measure)))];
  });
  const { scoredPairs, cachedPairs, separatePairs } = results.sharing;
  return [
    ...tables,
    '* best   = not distinguishable from the best',
    table(['', 'CELL', ...measures], details),
    `pairs scored ${scoredPairs}, from the cache ${cachedPairs}; each cell by itself would have needed ${separatePairs} a reranker`,
  ].join('\n\n');
}
