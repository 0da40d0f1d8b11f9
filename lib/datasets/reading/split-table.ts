import type { Line } from './read-lines';

/** How the cells of a table file are separated. */
export type Separator = 'tab' | 'comma' | 'space';

/** One row: the line it begins on and its cells, or why it cannot be read. */
export type Row = { line: number; cells: string[]; problem?: string; kind?: 'malformed' | 'encoding' | 'too_long' };

/** A tab anywhere makes it TSV, else a comma CSV, else columns divided by white space (TREC). */
export function guessSeparator(firstLine: string): Separator {
  if (firstLine.includes('\t')) return 'tab';
  return firstLine.includes(',') ? 'comma' : 'space';
}

const unreadable = (line: Line): Row => ({
  line: line.number,
  cells: [],
  problem: line.problem === 'encoding' ? 'the line is not valid UTF-8' : 'the line is too long',
  kind: line.problem ?? 'malformed',
});

type OpenRecord = { line: number; parts: string[]; characters: number; isQuoteOpen: boolean };

/** Cuts lines into rows; CSV as RFC 4180 (quotes, doubled quotes, line breaks inside quotes). Blank lines are skipped. */
export class TableSplitter {
  private record: OpenRecord | undefined;
  constructor(
    private readonly separator: Separator,
    private readonly maxCharacters: number,
  ) {}

  push(line: Line): Row | undefined {
    if (line.problem) {
      this.record = undefined;
      return unreadable(line);
    }
    if (this.separator === 'comma') return this.pushCsv(line);
    if (line.text.trim() === '') return undefined;
    const cells = this.separator === 'tab' ? line.text.split('\t') : line.text.trim().split(/\s+/);
    return { line: line.number, cells };
  }

  private pushCsv(line: Line): Row | undefined {
    if (!this.record && line.text.trim() === '') return undefined;
    const record = this.record ?? { line: line.number, parts: [], characters: 0, isQuoteOpen: false };
    record.parts.push(line.text);
    record.characters += line.text.length + 1;
    if ((line.text.split('"').length - 1) % 2 === 1) record.isQuoteOpen = !record.isQuoteOpen;
    this.record = record.isQuoteOpen && record.characters <= this.maxCharacters ? record : undefined;
    if (this.record) return undefined;
    const cells = record.isQuoteOpen ? undefined : splitCsv(record.parts.join('\n'));
    return cells ? { line: record.line, cells } : unclosed(record.line);
  }

  /** The row that is still open at the end of the file, as a problem. */
  end(): Row | undefined {
    return this.record ? unclosed(this.record.line) : undefined;
  }
}

const unclosed = (line: number): Row => ({
  line,
  cells: [],
  problem: 'a quotation mark is not closed or stands inside a cell',
  kind: 'malformed',
});

function splitCsv(record: string): string[] | undefined {
  if (!record.includes('"')) return record.split(',');
  const cells: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",]*)(,|$)/gy;
  while (cell.lastIndex <= record.length) {
    const match = cell.exec(record);
    if (!match) return undefined;
    const raw = match[1] as string;
    cells.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (match[2] === '') return cells;
  }
  return cells;
}
