import { InvalidInput, type Issue } from '@/lib/foundation/errors';

/** One line of a text table that holds something: its number (from 1) and its columns. */
export type TableLine = { number: number; columns: string[] };

/** How the columns of a file are separated. */
export type Separator = 'white space' | 'tab' | 'comma';

/** More problems than this are counted, not listed: a wrong file has one problem a line. */
const maxListedIssues = 20;

/** The lines of a text that hold something, split into columns; blank lines and lines that begin with `#` are left out. */
export function* tableLines(text: string, separator: Separator): Generator<TableLine> {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let number = 1; start < text.length; number++) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line !== '' && !line.startsWith('#')) yield { number, columns: splitColumns(line, separator) };
  }
}

function splitColumns(line: string, separator: Separator): string[] {
  if (separator === 'white space') return line.split(/\s+/);
  if (separator === 'tab') return line.split('\t').map((column) => column.trim());
  return splitCsv(line);
}

/** One line of CSV (RFC 4180): quotes around a column, doubled inside it. Columns that span lines are not read. */
function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((column) => column.trim());
  const columns: string[] = [];
  for (const match of line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    columns.push(match[1] === undefined ? (match[2] ?? '').trim() : match[1].replaceAll('""', '"'));
  }
  return columns;
}

/** Collects the problems of a file and refuses it whole, naming the first of them by line. */
export class FileProblems {
  private readonly issues: Issue[] = [];
  private count = 0;
  constructor(private readonly fileName: string) {}

  add(lineNumber: number, message: string): void {
    this.count += 1;
    if (this.issues.length < maxListedIssues) {
      this.issues.push({ path: `${this.fileName}:${lineNumber}`, message });
    }
  }

  /** @throws {InvalidInput} if any problem was added */
  throwIfAny(): void {
    const first = this.issues[0];
    if (!first) return;
    const more = this.count > 1 ? ` (and ${this.count - 1} more problem${this.count > 2 ? 's' : ''})` : '';
    throw new InvalidInput(`${first.path}: ${first.message}${more}`, { issues: this.issues });
  }
}

/** A decimal number as people write it, or undefined: no hexadecimal, no `nan`, no infinity, no empty text. */
export function parseDecimal(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Quotes a word for use in a message: shortened, because a broken file may hold a whole document there. */
export const quoted = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
