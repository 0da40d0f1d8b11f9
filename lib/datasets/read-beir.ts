import { stat } from 'node:fs/promises';
import { InvalidInput } from '@/lib/foundation/errors';
import type { NewDocument } from './corpus-writer';
import type { ImportLimits } from './import-limits';
import type { ImportProblems, ImportReport } from './import-report';
import type { DatasetLayout, LayoutFile } from './reading/find-layout';
import { readDocuments } from './reading/read-documents';
import type { LineSource } from './reading/read-lines';
import { type NewQrel, readQrels } from './reading/read-qrels';
import { type NewQuery, readQueries } from './reading/read-queries';

/** Where the records of a dataset go while it is read; nothing is kept in memory but ids. */
export type DatasetSink = {
  document(document: NewDocument): Promise<unknown>;
  query(query: NewQuery): Promise<unknown>;
  qrel(split: string, qrel: NewQrel): Promise<unknown>;
};

export type ReadOptions = {
  limits: ImportLimits;
  problems: ImportProblems;
  /** ids of the corpus that the dataset is bound to, when it brings none */
  boundIds?: { has(id: string): boolean };
  signal?: AbortSignal;
  onBytes?(doneBytes: number, totalBytes: number): void;
};

/** What was read: the report, and the highest grade that occurs (undefined without qrels). */
export type DatasetRead = { report: ImportReport; highestGrade: number | undefined };

/**
 * Reads a dataset folder as a stream: corpus, queries, then the qrels of every split, checked against the ids before.
 *
 * @throws {InvalidInput} with file, line and reason of the bad lines, if bad lines are refused; for damaged files
 * @throws {PayloadTooLarge} if a limit is passed
 */
export async function readBeir(layout: DatasetLayout, sink: DatasetSink, options: ReadOptions): Promise<DatasetRead> {
  const { problems } = options;
  const source = await sourceMaker(layout, options);
  const documents = layout.corpus ? await readDocuments(source(layout.corpus), problems, sink.document) : undefined;
  if (layout.corpus && documents?.ids.size === 0) {
    problems.refuseIfBad();
    throw new InvalidInput(`${layout.corpus.name} has no usable document.`);
  }
  const queryIds = layout.queries ? await readQueries(source(layout.queries), problems, sink.query) : new Set<string>();
  const known = { queries: queryIds, documents: documents?.ids ?? options.boundIds ?? new Set<string>() };
  const splits: ImportReport['splits'] = {};
  const judged = new Set<string>();
  let highestGrade: number | undefined;
  for (const [split, file] of Object.entries(layout.splits)) {
    const read = await readQrels(source(file), problems, known, (qrel) => sink.qrel(split, qrel));
    splits[split] = { queries: read.queries.size, pairs: read.pairs };
    for (const id of read.queries) judged.add(id);
    if (read.pairs > 0) highestGrade = Math.max(highestGrade ?? Number.NEGATIVE_INFINITY, read.highestGrade);
  }
  problems.refuseIfBad();
  const report: ImportReport = {
    documents: documents?.ids.size ?? 0,
    queries: queryIds.size,
    splits,
    queriesWithoutQrels: queryIds.size - judged.size,
    repeatedTexts: documents?.repeatedTexts ?? 0,
    leftOut: problems.leftOut,
    noted: problems.noted,
    issues: problems.issues,
  };
  return { report, highestGrade };
}

/** Line sources of the layout's files that add up their progress. */
async function sourceMaker(layout: DatasetLayout, options: ReadOptions): Promise<(file: LayoutFile) => LineSource> {
  const files = [layout.corpus, layout.queries, ...Object.values(layout.splits)].filter((file) => file !== undefined);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file.path)).size));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  let doneBytes = 0;
  const onBytes = (bytes: number) => {
    doneBytes += bytes;
    options.onBytes?.(doneBytes, totalBytes);
  };
  return (file) => ({ name: file.name, path: file.path, limits: options.limits, signal: options.signal, onBytes });
}
