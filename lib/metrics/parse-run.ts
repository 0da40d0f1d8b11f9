import { InvalidInput } from '@/lib/foundation/errors';
import type { Run, ScoredDocument } from './run';
import { FileProblems, parseDecimal, quoted, type Separator, tableLines } from './text-table';

type Columns = { query: number; document: number; score: number; tag: number; least: number; names: string };

const trecColumns: Columns = {
  query: 0,
  document: 2,
  score: 4,
  tag: 5,
  least: 6,
  names: 'query, Q0, document, rank, score, tag',
};
const queryNames = ['query_id', 'query-id', 'queryid', 'qid', 'query'];
const documentNames = ['document_id', 'document-id', 'doc_id', 'docid', 'docno', 'corpus-id', 'corpus_id', 'document'];
const scoreNames = ['score', 'sim'];

/**
 * Reads a run: TREC (six columns separated by white space: query, Q0, document, rank, score, tag) or CSV with a header
 * that names a query, a document and a score column. The rank column is not used; a further column after the tag is
 * ignored; blank lines and lines that begin with `#` are skipped.
 *
 * @param text      the whole file
 * @param fileName  how messages name the file
 * @returns         documents in the order of the file; the tag is that of the last line
 * @throws {InvalidInput} with file, line and reason for missing columns, a score that is not a finite decimal number, a
 *                        document that occurs twice for a query, and a file without any line
 */
export function parseRun(text: string, fileName: string): Run {
  const problems = new FileProblems(fileName);
  const { separator, columns, headerLine } = runLayout(text);
  const queries = new Map<string, Map<string, number>>();
  let tag = 'run';
  let previous: { id: string; documents: Map<string, number> } | undefined;
  for (const line of tableLines(text, separator)) {
    if (line.number === headerLine) continue;
    if (line.columns.length < columns.least) {
      problems.add(line.number, `expected ${columns.names}; found ${line.columns.length} column(s)`);
      continue;
    }
    const queryId = line.columns[columns.query] as string;
    const documentId = line.columns[columns.document] as string;
    const score = parseDecimal(line.columns[columns.score] as string);
    if (score === undefined) {
      problems.add(line.number, `the score ${quoted(line.columns[columns.score] as string)} is not a number`);
      continue;
    }
    if (previous?.id !== queryId) {
      const documents = queries.get(queryId) ?? new Map<string, number>();
      queries.set(queryId, documents);
      previous = { id: queryId, documents };
    }
    if (previous.documents.has(documentId)) {
      problems.add(line.number, `document ${quoted(documentId)} occurs twice for query ${quoted(queryId)}`);
    }
    previous.documents.set(documentId, score);
    if (columns.tag >= 0) tag = line.columns[columns.tag] ?? tag;
  }
  problems.throwIfAny();
  if (queries.size === 0) throw new InvalidInput(`${fileName}: the run holds no line. Was the export cut off?`);
  const lists = [...queries].map(([id, documents]): [string, ScoredDocument[]] => [
    id,
    [...documents].map(([documentId, score]) => ({ id: documentId, score })),
  ]);
  return { tag, queries: new Map(lists) };
}

/** TREC unless the first line is a CSV header: a document id may hold commas, so only known column names decide. */
function runLayout(text: string): { separator: Separator; columns: Columns; headerLine: number } {
  const [first] = tableLines(text, 'comma');
  const header = first?.columns.map((name) => name.toLowerCase()) ?? [];
  const find = (names: string[]) => header.findIndex((name) => names.includes(name));
  const [query, document, score] = [find(queryNames), find(documentNames), find(scoreNames)];
  if (!first || query < 0 || document < 0 || score < 0) {
    return { separator: 'white space', columns: trecColumns, headerLine: -1 };
  }
  const least = Math.max(query, document, score) + 1;
  return {
    separator: 'comma',
    columns: { query, document, score, tag: find(['tag']), least, names: header.join(', ') },
    headerLine: first.number,
  };
}
