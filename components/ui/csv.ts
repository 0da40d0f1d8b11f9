/** One CSV cell (RFC 4180). A leading =, +, - or @ in a text would be run by spreadsheets and gets a quote in front. */
function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV, with a byte order mark so that spreadsheets read Chinese. */
export const toCsv = (rows: readonly (readonly (string | number | boolean | null | undefined)[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
