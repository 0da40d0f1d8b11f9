import { readTable } from './read-table';

export type ImportedAnswer = { queryId: string; text: string; documentIds: string[] | undefined };

/** What an import found; the operator sees all of it before the study opens. */
export type AnswerImport = {
  answers: ImportedAnswer[];
  report: {
    rows: number;
    accepted: number;
    /** query ids that the study does not have, at most 50 of them, and how many there are */
    unknownQueries: { count: number; examples: string[] };
    /** query ids that came more than once; the first row counts */
    duplicates: { count: number; examples: string[] };
    /** queries of the study without an answer */
    missing: { count: number; examples: string[] };
    problems: { line: number; message: string }[];
  };
};

/** Longest imported answer, in characters. */
export const longestImportedAnswer = 20_000;

const named = (fields: Record<string, unknown>, ...names: string[]): unknown =>
  names.map((name) => fields[name]).find((value) => value !== undefined);

/**
 * Reads answers made elsewhere, from JSON Lines or CSV with the columns `query_id` and `answer` (also `queryid`, `qid`,
 * `_id`, `id`; `text`, `response`), optionally `document_ids`.
 *
 * @param content  the whole file
 * @param queryIds the queries of the study
 */
export function readImportedAnswers(content: string, queryIds: readonly string[]): AnswerImport {
  const { rows, problems } = readTable(content);
  const wanted = new Set(queryIds);
  const answers = new Map<string, ImportedAnswer>();
  const unknown = new Set<string>();
  const duplicates = new Set<string>();
  for (const { line, fields } of rows) {
    const id = named(fields, 'query_id', 'queryid', 'qid', '_id', 'id');
    const answer = named(fields, 'answer', 'text', 'response');
    const queryId = typeof id === 'number' ? String(id) : id;
    if (typeof queryId !== 'string' || queryId === '') problems.push({ line, message: 'has no query_id' });
    else if (typeof answer !== 'string') problems.push({ line, message: 'has no answer' });
    else if (!wanted.has(queryId)) unknown.add(queryId);
    else if (answers.has(queryId)) duplicates.add(queryId);
    else if (answer.trim() === '') problems.push({ line, message: 'has an empty answer' });
    else if (answer.length > longestImportedAnswer) {
      problems.push({
        line,
        message: `has an answer of more than ${longestImportedAnswer.toLocaleString('en')} characters`,
      });
    } else
      answers.set(queryId, {
        queryId,
        text: answer,
        documentIds: idList(named(fields, 'document_ids', 'documentids')),
      });
  }
  const missing = queryIds.filter((queryId) => !answers.has(queryId));
  problems.sort((a, b) => a.line - b.line);
  return {
    answers: [...answers.values()],
    report: {
      rows: rows.length,
      accepted: answers.size,
      unknownQueries: listed(unknown),
      duplicates: listed(duplicates),
      missing: listed(missing),
      problems: problems.slice(0, 200),
    },
  };
}

const listed = (ids: Iterable<string>) => {
  const all = [...ids];
  return { count: all.length, examples: all.slice(0, 50) };
};

/** A list of ids as a JSON array or as text with blanks, commas or bars between them. */
function idList(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return value.split(/[\s,;|]+/).filter(Boolean);
}
