import { PayloadTooLarge } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import type { NewDocument } from '../corpus-writer';
import type { ImportProblems } from '../import-report';
import { passageText } from '../passage-text';
import type { LineSource } from './read-lines';
import { type FileRecord, readRecords } from './read-records';
import { looksMisdecoded, readId, readMetadata, readText } from './text-fields';

const idNames = ['_id', 'id', 'doc_id', 'docid', 'docno', 'document_id', 'corpus-id', 'corpus_id', 'pid'];
const textNames = ['text', 'contents', 'content', 'body', 'passage'];
const firstOf = (fields: Record<string, unknown>, names: readonly string[]) =>
  names.find((name) => fields[name] !== undefined);
const isHeader = (cells: readonly string[]) =>
  cells.some((cell) => idNames.includes(cell)) && cells.some((cell) => textNames.includes(cell));

/** The first 52 bits of a hash: enough to tell "the same again" from "something else" in a report. */
const shortHash = (text: string): number => Number.parseInt(sha256(text).slice(0, 13), 16);

export type DocumentsRead = { ids: { has(id: string): boolean; readonly size: number }; repeatedTexts: number };

/**
 * Reads a corpus file and hands every good document to `write`, in file order. A line that repeats an earlier one is
 * noted and dropped; an id that comes again with another content is a bad line.
 */
export async function readDocuments(
  source: LineSource,
  problems: ImportProblems,
  write: (document: NewDocument) => Promise<unknown>,
): Promise<DocumentsRead> {
  const contentById = new Map<string, number>();
  const passages = new Set<number>();
  let repeatedTexts = 0;
  for await (const records of readRecords(source, problems, isHeader)) {
    for (const record of records) {
      const document = readDocument(record, source, problems);
      if (!document) continue;
      const content = shortHash(JSON.stringify([document.title, document.text]));
      const earlier = contentById.get(document.id);
      if (earlier !== undefined) {
        if (earlier === content)
          problems.note(
            'duplicate',
            source.name,
            record.line,
            `document ${document.id} is there already with the same content; it is kept once`,
          );
        else
          problems.bad(
            'duplicate',
            source.name,
            record.line,
            `document ${document.id} is there already with another content`,
          );
        continue;
      }
      contentById.set(document.id, content);
      if (contentById.size > source.limits.documents)
        throw new PayloadTooLarge(`${source.name} has more than ${source.limits.documents} documents.`);
      const passage = shortHash(passageText(document));
      if (passages.has(passage)) repeatedTexts++;
      passages.add(passage);
      await write(document);
    }
  }
  return { ids: contentById, repeatedTexts };
}

function readDocument(
  record: FileRecord,
  { name, limits }: LineSource,
  problems: ImportProblems,
): NewDocument | undefined {
  const fields = record.fields ?? {
    id: record.cells?.[0],
    text: record.cells?.at(-1),
    ...((record.cells?.length ?? 0) > 2 ? { title: record.cells?.[1] } : {}),
  };
  const idName = firstOf(fields, idNames) ?? '_id';
  const textName = firstOf(fields, textNames) ?? 'text';
  const id = readId(fields[idName]);
  const title = readText(fields.title, 'title', limits.documentCharacters, true);
  // A document may consist of its title alone, as some collections have it.
  const text = readText(
    fields[textName],
    'text',
    limits.documentCharacters,
    typeof fields.title === 'string' && fields.title !== '',
  );
  const metadata = readMetadata(fields, [idName, textName, 'title']);
  for (const part of [id, title, text, metadata]) {
    if ('problem' in part) {
      problems.bad(/at most/.test(part.problem) ? 'too_long' : 'malformed', name, record.line, part.problem);
      return undefined;
    }
  }
  if ('problem' in id || 'problem' in title || 'problem' in text || 'problem' in metadata) return undefined;
  if (title.value.trim() === '' && text.value.trim() === '') {
    problems.bad('empty_text', name, record.line, `document ${id.value} has neither title nor text`);
    return undefined;
  }
  if (looksMisdecoded(text.value) || looksMisdecoded(title.value)) {
    problems.note(
      'encoding',
      name,
      record.line,
      `document ${id.value} looks as if it had been decoded with a wrong encoding before`,
    );
  }
  return {
    id: id.value,
    title: title.value,
    text: text.value,
    ...(metadata.value ? { metadata: metadata.value } : {}),
  };
}
