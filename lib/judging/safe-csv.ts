/** A cell of an export: text that people wrote, or a value of our own. */
export type Cell = string | number | boolean | null | undefined;

/**
 * A table as CSV (RFC 4180, CRLF, UTF-8 with byte order mark for spreadsheet programs). Text that a spreadsheet would run
 * as a formula gets an apostrophe in front: anything that begins with = + - @, a tab, a line break or NUL, also after
 * blanks and in their full-width forms. Our own numbers are exempt, so that negative values stay values.
 */
export function safeCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return String(value);
  const harmless = /^(?:[\t\r\n\0]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u.test(value) ? `'${value}` : value;
  const plain = harmless.replaceAll('\0', '');
  return /[",\r\n;\t]/.test(plain) || plain !== plain.trim() ? `"${plain.replaceAll('"', '""')}"` : plain;
}
