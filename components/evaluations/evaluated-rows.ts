import type { EvaluationResults } from '@/lib/contracts/evaluation-results';
import type { Evaluation } from '@/lib/contracts/evaluations';

export type ResultsOf<Kind extends EvaluationResults['kind']> = Extract<EvaluationResults, { kind: Kind }>;

/** The rows of an evaluation that have values for every query, by their keys; empty where none are kept. */
export function evaluatedRows({ results }: Pick<Evaluation, 'results'>): { key: string; label: string }[] {
  switch (results.kind) {
    case 'grid':
      return results.cells.map(({ key }) => ({ key, label: key }));
    case 'component':
    case 'run':
      return results.rows.map(({ row, label }) => ({ key: row, label }));
    case 'comparison':
      return [results.after, results.before].map(({ row, label }) => ({ key: row, label }));
    default:
      return [];
  }
}
