import { PayloadTooLarge } from '@/lib/foundation/errors';
import type { ImportProblems } from '../import-report';
import type { LineSource } from './read-lines';
import { type FileRecord, readRecords } from './read-records';
import { looksMisdecoded, readId, readMetadata, readText } from './text-fields';

/** A query as it goes into a dataset version. */
export type NewQuery = { id: string; text: string; metadata?: Record<string, unknown> };

const idNames = ['_id', 'id', 'query_id', 'query-id', 'qid', 'queryid'];
const textNames = ['text', 'query', 'question', 'contents', 'content'];
const firstOf = (fields: Record<string, unknown>, names: readonly string[]) =>
  names.find((name) => fields[name] !== undefined);
const isHeader = (cells: readonly string[]) =>
  cells.some((cell) => idNames.includes(cell)) && cells.some((cell) => textNames.includes(cell));

/** Reads a queries file and hands every good query to `write`, in file order; returns the ids. */
export async function readQueries(
  source: LineSource,
  problems: ImportProblems,
  write: (query: NewQuery) => Promise<unknown>,
): Promise<Set<string>> {
  const textById = new Map<string, string>();
  for await (const records of readRecords(source, problems, isHeader)) {
    for (const record of records) {
      const query = readQuery(record, source, problems);
      if (!query) continue;
      const earlier = textById.get(query.id);
      if (earlier !== undefined) {
        if (earlier === query.text)
          problems.note(
            'duplicate',
            source.name,
            record.line,
            `query ${query.id} is there already with the same text; it is kept once`,
          );
        else
          problems.bad('duplicate', source.name, record.line, `query ${query.id} is there already with another text`);
        continue;
      }
      textById.set(query.id, query.text);
      if (textById.size > source.limits.queries)
        throw new PayloadTooLarge(`${source.name} has more than ${source.limits.queries} queries.`);
      await write(query);
    }
  }
  return new Set(textById.keys());
}

function readQuery(record: FileRecord, { name, limits }: LineSource, problems: ImportProblems): NewQuery | undefined {
  const fields = record.fields ?? { id: record.cells?.[0], text: record.cells?.slice(1).join(' ') };
  const idName = firstOf(fields, idNames) ?? '_id';
  const textName = firstOf(fields, textNames) ?? 'text';
  const id = readId(fields[idName]);
  const text = readText(fields[textName], 'text', limits.queryCharacters);
  const metadata = readMetadata(fields, [idName, textName]);
  for (const part of [id, text, metadata]) {
    if ('problem' in part)
      problems.bad(/at most/.test(part.problem) ? 'too_long' : 'malformed', name, record.line, part.problem);
  }
  if ('problem' in id || 'problem' in text || 'problem' in metadata) return undefined;
  if (text.value.trim() === '') {
    problems.bad('empty_text', name, record.line, `query ${id.value} has no text`);
    return undefined;
  }
  if (looksMisdecoded(text.value)) {
    problems.note(
      'encoding',
      name,
      record.line,
      `query ${id.value} looks as if it had been decoded with a wrong encoding before`,
    );
  }
  return { id: id.value, text: text.value, ...(metadata.value ? { metadata: metadata.value } : {}) };
}
