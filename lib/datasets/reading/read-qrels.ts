import { InvalidInput, PayloadTooLarge } from '@/lib/foundation/errors';
import type { ImportProblems } from '../import-report';
import type { LineSource } from './read-lines';
import { type FileRecord, readRecords } from './read-records';
import { readId } from './text-fields';

/** One judgment of a split. */
export type NewQrel = { queryId: string; documentId: string; grade: number };

const queryNames = ['query-id', 'query_id', 'queryid', 'qid', 'query', 'topic'];
const documentNames = [
  'corpus-id',
  'corpus_id',
  'document_id',
  'document-id',
  'doc_id',
  'doc-id',
  'docid',
  'docno',
  'document',
  'pid',
];
const gradeNames = ['score', 'grade', 'rating', 'rel', 'relevance', 'label'];
const isHeader = (cells: readonly string[]) =>
  cells.some((cell) => queryNames.includes(cell)) && cells.some((cell) => documentNames.includes(cell));

export type KnownIds = { queries: { has(id: string): boolean }; documents: { has(id: string): boolean } };
export type QrelsRead = { queries: Set<string>; pairs: number; highestGrade: number };

/**
 * Reads the judgments of one split (BEIR's TSV with or without header, TREC's four columns, CSV, JSONL) and hands every
 * good one to `write`. Grades may be fractions or negative ("in the pool, not relevant"); a pair that comes again with
 * the same grade is noted, with another grade it is a bad line.
 */
export async function readQrels(
  source: LineSource,
  problems: ImportProblems,
  known: KnownIds,
  write: (qrel: NewQrel) => Promise<unknown>,
): Promise<QrelsRead> {
  const gradeByPair = new Map<string, number>();
  const queries = new Set<string>();
  let highestGrade = Number.NEGATIVE_INFINITY;
  for await (const records of readRecords(source, problems, isHeader)) {
    for (const record of records) {
      const qrel = readQrel(record, source.name, problems);
      if (!qrel || !isKnown(qrel, record.line, source.name, known, problems)) continue;
      // Ids never contain a line feed, so the pair is unambiguous.
      const pair = `${qrel.queryId}\n${qrel.documentId}`;
      const earlier = gradeByPair.get(pair);
      if (earlier !== undefined) {
        const words = `document ${qrel.documentId} is judged twice for query ${qrel.queryId}`;
        if (earlier === qrel.grade) problems.note('duplicate', source.name, record.line, `${words}; it is kept once`);
        else problems.bad('duplicate', source.name, record.line, `${words}, with different grades`);
        continue;
      }
      gradeByPair.set(pair, qrel.grade);
      if (gradeByPair.size > source.limits.pairs)
        throw new PayloadTooLarge(`${source.name} has more than ${source.limits.pairs} judgments.`);
      queries.add(qrel.queryId);
      highestGrade = Math.max(highestGrade, qrel.grade);
      await write(qrel);
    }
  }
  return { queries, pairs: gradeByPair.size, highestGrade };
}

function isKnown(qrel: NewQrel, line: number, file: string, known: KnownIds, problems: ImportProblems): boolean {
  const hasQuery = known.queries.has(qrel.queryId);
  if (!hasQuery) problems.bad('unknown_query', file, line, `there is no query ${qrel.queryId}`);
  const hasDocument = known.documents.has(qrel.documentId);
  if (hasQuery && !hasDocument)
    problems.bad('unknown_document', file, line, `there is no document ${qrel.documentId} in the corpus`);
  return hasQuery && hasDocument;
}

function readQrel(record: FileRecord, file: string, problems: ImportProblems): NewQrel | undefined {
  const [queryCell, documentCell, gradeCell] = record.fields
    ? namedCells(record.fields)
    : positionalCells(record.cells ?? []);
  if (documentCell === undefined) {
    const found = record.cells ? `found ${record.cells.length} column(s)` : 'a field is missing';
    problems.bad(
      'malformed',
      file,
      record.line,
      `expected query, document and grade (or TREC's four columns); ${found}`,
    );
    return undefined;
  }
  const queryId = readId(queryCell);
  const documentId = readId(documentCell);
  if ('problem' in queryId || 'problem' in documentId) {
    problems.bad(
      'malformed',
      file,
      record.line,
      'problem' in queryId ? queryId.problem : (documentId as { problem: string }).problem,
    );
    return undefined;
  }
  const grade = readGrade(gradeCell);
  if (grade === undefined) {
    problems.bad('bad_grade', file, record.line, 'the grade is not a number');
    return undefined;
  }
  return { queryId: queryId.value, documentId: documentId.value, grade };
}

const namedCells = (fields: Record<string, unknown>): [unknown, unknown, unknown] => {
  const pick = (names: readonly string[]) => fields[names.find((name) => fields[name] !== undefined) ?? ''];
  // Some published sets list the relevant pairs only, without a grade.
  return [pick(queryNames), pick(documentNames), pick(gradeNames) ?? 1];
};

function positionalCells(cells: readonly string[]): [unknown, unknown, unknown] {
  if (cells.length === 4) return [cells[0], cells[2], cells[3]];
  return cells.length === 3 ? [cells[0], cells[1], cells[2]] : [undefined, undefined, undefined];
}

function readGrade(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/.test(value))
    return undefined;
  const grade = Number(value);
  return Number.isFinite(grade) ? grade : undefined;
}

/** @throws {InvalidInput} if the name of a split could not stand in a URL or a table */
export function checkSplitName(name: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) {
    throw new InvalidInput('The name of a split may have letters, digits, ".", "_" and "-", at most 64 in all.', {
      issues: [{ path: 'qrels', message: 'unusable split name' }],
    });
  }
  return name;
}
