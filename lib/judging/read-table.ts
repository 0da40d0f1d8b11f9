/** A row of an imported file: its line number (from 1) and its fields by lower-case name. */
export type ImportedRow = { line: number; fields: Record<string, unknown> };
export type ImportedTable = { rows: ImportedRow[]; problems: { line: number; message: string }[] };

/** Rows beyond this are refused: an import is for one study. */
export const mostRows = 100_000;

/**
 * Reads a small table from JSON Lines or CSV; which of the two it is shows in its first character.
 *
 * @param content  the whole file; a byte order mark is ignored
 * @returns        rows with lower-case field names, and a problem for each line that cannot be read
 */
export function readTable(content: string): ImportedTable {
  const text = content.replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(text) ? readJsonLines(text) : readCsv(text);
}

function readJsonLines(text: string): ImportedTable {
  const table: ImportedTable = { rows: [], problems: [] };
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    if (table.rows.length >= mostRows) return tooMany(table, i + 1);
    try {
      const value: unknown = JSON.parse(line);
      if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new SyntaxError('not an object');
      table.rows.push({ line: i + 1, fields: lowerCased(Object.entries(value)) });
    } catch {
      table.problems.push({ line: i + 1, message: 'is not a JSON object' });
    }
  }
  return table;
}

const lowerCased = (entries: [string, unknown][]): Record<string, unknown> =>
  Object.fromEntries(entries.map(([name, value]) => [name.trim().toLowerCase(), value]));

function tooMany(table: ImportedTable, line: number): ImportedTable {
  table.problems.push({ line, message: `is beyond the limit of ${mostRows.toLocaleString('en')} rows` });
  return table;
}

function readCsv(text: string): ImportedTable {
  const table: ImportedTable = { rows: [], problems: [] };
  let header: string[] | undefined;
  for (const { cells, line, isClosed } of csvRecords(text)) {
    if (cells.length === 1 && cells[0]?.trim() === '') continue;
    if (!header) {
      header = cells.map((name) => name.trim().toLowerCase());
      continue;
    }
    if (table.rows.length >= mostRows) return tooMany(table, line);
    if (!isClosed) table.problems.push({ line, message: 'opens a quote that never closes' });
    else if (cells.length !== header.length) {
      table.problems.push({ line, message: `has ${cells.length} cells where the header has ${header.length}` });
    } else table.rows.push({ line, fields: lowerCased(header.map((name, i) => [name, cells[i]])) });
  }
  return table;
}

/** RFC 4180 records; a quoted cell may hold line breaks and doubled quotes. The separator is a comma, or a tab if the first line has one. */
function* csvRecords(text: string): Generator<{ cells: string[]; line: number; isClosed: boolean }> {
  const separator = (text.split(/\r?\n/, 1)[0] ?? '').includes('\t') ? '\t' : ',';
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let startLine = 1;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '\n') line++;
    if (isQuoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else isQuoted = false;
    } else if (c === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (c === separator) {
      cells.push(cell);
      cell = '';
    } else if (c === '\n') {
      cells.push(cell.replace(/\r$/, ''));
      yield { cells, line: startLine, isClosed: true };
      cells = [];
      cell = '';
      startLine = line;
    } else cell += c;
  }
  if (cell !== '' || cells.length > 0) yield { cells: [...cells, cell], line: startLine, isClosed: !isQuoted };
}
