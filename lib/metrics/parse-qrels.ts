import { InvalidInput } from '@/lib/foundation/errors';
import type { Qrels } from './grades';
import { FileProblems, parseDecimal, quoted, type Separator, tableLines } from './text-table';

type Layout = {
  separator: Separator;
  query: number;
  document: number;
  grade: number;
  columns: number;
  names: string;
  headerLine: number;
};

const queryNames = ['query-id', 'query_id', 'queryid', 'qid', 'query'];
const documentNames = ['corpus-id', 'corpus_id', 'document_id', 'document-id', 'doc_id', 'docid', 'docno'];
const gradeNames = ['score', 'grade', 'rating', 'rel', 'relevance'];

/**
 * Reads qrels: TREC (four columns separated by white space: query, iteration, document, grade), BEIR (tab-separated with
 * the header query-id, corpus-id, score) or CSV with such a header (`query,docid,rating` too).
 *
 * A negative grade is kept and means "in the pool but not judged", as in trec_eval. A fractional grade is refused:
 * trec_eval would silently cut it to a whole number. A grade of 0 is a judgment.
 *
 * @param text      the whole file
 * @param fileName  how messages name the file
 * @throws {InvalidInput} with file, line and reason for a wrong number of columns, a grade that is no whole number, a
 *                        document judged twice for a query, and a file without any line
 */
export function parseQrels(text: string, fileName: string): Qrels {
  const problems = new FileProblems(fileName);
  const layout = qrelsLayout(text);
  const qrels = new Map<string, Map<string, number>>();
  for (const line of tableLines(text, layout.separator)) {
    if (line.number === layout.headerLine) continue;
    if (line.columns.length !== layout.columns) {
      problems.add(line.number, `expected ${layout.names}; found ${line.columns.length} column(s)`);
      continue;
    }
    const queryId = line.columns[layout.query] as string;
    const documentId = line.columns[layout.document] as string;
    const gradeText = line.columns[layout.grade] as string;
    const grade = parseDecimal(gradeText);
    if (grade === undefined || !Number.isSafeInteger(grade)) {
      const reason =
        grade === undefined ? 'is not a number' : 'is not a whole number; scale all grades to whole numbers';
      problems.add(line.number, `the grade ${quoted(gradeText)} ${reason}`);
      continue;
    }
    const grades = qrels.get(queryId) ?? new Map<string, number>();
    if (grades.has(documentId)) {
      problems.add(line.number, `document ${quoted(documentId)} is judged twice for query ${quoted(queryId)}`);
    }
    qrels.set(queryId, grades.set(documentId, grade));
  }
  problems.throwIfAny();
  if (qrels.size === 0) throw new InvalidInput(`${fileName}: the qrels hold no judgment.`);
  return qrels;
}

/** TREC unless the first line is a header that names its columns. */
function qrelsLayout(text: string): Layout {
  for (const separator of ['tab', 'comma', 'white space'] as const) {
    const [first] = tableLines(text, separator);
    const header = first?.columns.map((name) => name.toLowerCase()) ?? [];
    const find = (names: string[]) => header.findIndex((name) => names.includes(name));
    const [query, document, grade] = [find(queryNames), find(documentNames), find(gradeNames)];
    if (first && query >= 0 && document >= 0 && grade >= 0) {
      const columns = header.length;
      return { separator, query, document, grade, columns, names: header.join(', '), headerLine: first.number };
    }
  }
  return {
    separator: 'white space',
    query: 0,
    document: 2,
    grade: 3,
    columns: 4,
    names: 'query, iteration, document, grade',
    headerLine: -1,
  };
}
