import type { ImportProblems } from '../import-report';
import { type LineSource, readLines } from './read-lines';
import { guessSeparator, type Row, TableSplitter } from './split-table';

/** One record of a file: named fields, or the cells of a table without header. */
export type FileRecord = { line: number; fields?: Record<string, unknown>; cells?: string[] };

/** Names by which the columns of a table are recognised as a header. */
export type HeaderTest = (cells: readonly string[]) => boolean;

/**
 * Reads the records of a JSONL, TSV, CSV or white-space separated file in batches, whatever its extension says: a line
 * that begins with a brace is JSON. A table whose first row satisfies `isHeader` gives named fields, another one cells.
 * Lines that cannot be read go to `problems`.
 */
export async function* readRecords(
  source: LineSource,
  problems: ImportProblems,
  isHeader: HeaderTest,
): AsyncGenerator<FileRecord[]> {
  let parse: ((line: Parameters<TableSplitter['push']>[0]) => FileRecord | undefined) | undefined;
  let table: ReturnType<typeof tableReader> | undefined;
  for await (const lines of readLines(source)) {
    const records: FileRecord[] = [];
    for (const line of lines) {
      if (!parse && !line.problem && line.text.trim() !== '') {
        if (/^\s*[{[]/.test(line.text) || /\.(?:jsonl|ndjson|json)(?:\.gz)?$/i.test(source.name)) {
          parse = (one) => parseJsonLine(one, source.name, problems);
        } else {
          table = tableReader(source, problems, isHeader, line.text);
          parse = table.push;
        }
      }
      if (!parse) {
        if (line.problem) problems.bad(line.problem, source.name, line.number, lineProblem[line.problem]);
        continue;
      }
      const record = parse(line);
      if (record) records.push(record);
    }
    if (records.length > 0) yield records;
  }
  table?.end();
}

const lineProblem = { encoding: 'the line is not valid UTF-8', too_long: 'the line is too long' } as const;

function parseJsonLine(
  line: { number: number; text: string; problem?: 'encoding' | 'too_long' },
  name: string,
  problems: ImportProblems,
): FileRecord | undefined {
  if (line.problem) {
    problems.bad(line.problem, name, line.number, lineProblem[line.problem]);
    return undefined;
  }
  if (line.text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    problems.bad('malformed', name, line.number, jsonFault(line.text));
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.bad('malformed', name, line.number, 'the line is JSON but not an object; write one object on each line');
    return undefined;
  }
  return { line: line.number, fields: value as Record<string, unknown> };
}

/** Says what is wrong with a line of JSON without repeating its text. */
function jsonFault(text: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) return 'the file is a JSON array; write one object on each line';
  if (/\}\s*\{/.test(trimmed)) return 'the line is not valid JSON; two objects may stand on one line';
  return trimmed.startsWith('{') && !trimmed.endsWith('}')
    ? 'the JSON object is cut off'
    : 'the line is not valid JSON';
}

function tableReader(source: LineSource, problems: ImportProblems, isHeader: HeaderTest, firstLine: string) {
  const splitter = new TableSplitter(guessSeparator(firstLine), source.limits.lineBytes);
  let header: string[] | undefined;
  let isFirst = true;
  const record = (row: Row | undefined): FileRecord | undefined => {
    if (!row) return undefined;
    if (row.problem) {
      problems.bad(row.kind ?? 'malformed', source.name, row.line, row.problem);
      return undefined;
    }
    if (isFirst) {
      isFirst = false;
      const names = row.cells.map((cell) => cell.trim().toLowerCase());
      if (isHeader(names)) {
        header = names;
        return undefined;
      }
    }
    if (!header) return { line: row.line, cells: row.cells };
    if (row.cells.length !== header.length) {
      problems.bad('malformed', source.name, row.line, `expected ${header.length} columns, found ${row.cells.length}`);
      return undefined;
    }
    return { line: row.line, fields: Object.fromEntries(header.map((name, i) => [name, row.cells[i] ?? ''])) };
  };
  return {
    push: (line: Parameters<TableSplitter['push']>[0]) => record(splitter.push(line)),
    end: () => record(splitter.end()),
  };
}
