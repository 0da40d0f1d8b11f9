import type { QueryValues } from './compare-configurations';

/** One row of a table of evaluations: a checkpoint, a cell of the grid, a configuration. */
export type LabelledEvaluation = { readonly row: string; readonly evaluation: QueryValues };

/**
 * A field for CSV: quoted where needed, and guarded against spreadsheet formulas, since ids and labels come from files
 * that other people wrote. Numbers are left as they are, negative ones too.
 */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/**
 * Per-query values as CSV with all digits: `row,query_id,<measure>...`; an undefined value is an empty field. The
 * lines end with CR LF (RFC 4180).
 */
export function perQueryCsv(rows: readonly LabelledEvaluation[]): string {
  const names = rows[0]?.evaluation.scores.map((score) => score.name) ?? [];
  const lines = [['row', 'query_id', ...names].map(csvField).join(',')];
  for (const { row, evaluation } of rows) {
    for (const [i, queryId] of evaluation.queryIds.entries()) {
      const values = evaluation.scores.map((score) => csvField(score.values[i]));
      lines.push([csvField(row), csvField(queryId), ...values].join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
