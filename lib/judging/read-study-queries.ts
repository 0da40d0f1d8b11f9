import { type KnownPair, knownPairSchema, type StudyQuery, studyQuerySchema } from '@/lib/contracts/study';
import { InvalidInput } from '@/lib/foundation/errors';
import { type ImportedRow, readTable } from './read-table';

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

const first = ({ fields }: ImportedRow, ...names: string[]): string =>
  names.map((name) => textOf(fields[name])).find((text) => text !== '') ?? '';

/** Reads every row of a file (a string is what is wrong with it) or says which lines are wrong: no question may get lost silently. */
function readRows<T extends object>(content: string, what: string, read: (row: ImportedRow) => T | string): T[] {
  const { rows, problems } = readTable(content);
  const values: T[] = [];
  for (const row of rows) {
    const result = read(row);
    if (typeof result === 'string') problems.push({ line: row.line, message: result });
    else values.push(result);
  }
  if (problems.length > 0) {
    throw new InvalidInput(`${problems.length} lines of the file of ${what} cannot be used.`, {
      issues: problems.slice(0, 20).map(({ line, message }) => ({ path: `line ${line}`, message })),
    });
  }
  if (values.length === 0) throw new InvalidInput(`The file of ${what} has no rows.`);
  return values;
}

/**
 * Reads the queries of a study from JSON Lines or CSV with `query_id` (also `_id`, `id`, `qid`), `question` (also `text`,
 * `query`) and optionally `stratum`. The first of several rows with one id counts.
 *
 * @throws {InvalidInput} naming the lines that cannot be used
 */
export function readStudyQueries(content: string): StudyQuery[] {
  const queries = readRows(content, 'queries', (row) => {
    const parsed = studyQuerySchema.safeParse({
      queryId: first(row, 'query_id', '_id', 'id', 'qid', 'queryid'),
      text: first(row, 'question', 'text', 'query'),
      stratum: first(row, 'stratum'),
    });
    return parsed.success ? parsed.data : 'needs query_id and question';
  });
  return [...new Map(queries.toReversed().map((query) => [query.queryId, query])).values()].toReversed();
}

/**
 * Reads training and gold pairs from JSON Lines or CSV with `kind` (training or gold), `question`, `better`, `worse`, and
 * optionally `query_id` and `explanation`.
 *
 * @throws {InvalidInput} naming the lines that cannot be used
 */
export function readKnownPairs(content: string): KnownPair[] {
  return readRows(content, 'known pairs', (row) => {
    const parsed = knownPairSchema.safeParse({
      kind: first(row, 'kind') || 'training',
      queryId: first(row, 'query_id', '_id', 'id') || `line-${row.line}`,
      question: first(row, 'question', 'text', 'query'),
      better: first(row, 'better'),
      worse: first(row, 'worse'),
      explanation: first(row, 'explanation'),
    });
    return parsed.success ? parsed.data : 'needs kind, question, better and worse';
  });
}
