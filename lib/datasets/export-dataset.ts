import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { createDirectoryAtomic, writeFileAtomic } from '@/lib/foundation/files';
import { openCorpus } from './corpus-files';
import { getDataset } from './list-datasets';

const pageRows = 2000;

/**
 * Writes the current version of a dataset as a BEIR folder (corpus.jsonl.gz, queries.jsonl, qrels/<split>.tsv,
 * dataset.json) that this product and others read. The folder must not exist; it appears complete or not at all.
 *
 * @throws {NotFound} @throws {Conflict} never: a folder that exists fails with the platform's error
 */
export async function exportDataset(actor: Actor, idOrSlug: string, directory: string, dataDir: string): Promise<void> {
  requireRole(actor, 'operator');
  const dataset = await getDataset(actor, idOrSlug);
  const { version } = dataset;
  await createDirectoryAtomic(directory, async (temporary) => {
    await mkdir(path.join(temporary, 'qrels'));
    const splits = Object.keys(version.splits);
    const hasCorpus = version.documentCount > 0;
    if (hasCorpus)
      await writeLines(path.join(temporary, 'corpus.jsonl.gz'), corpusLines(dataDir, version.corpusHash), true);
    await writeLines(path.join(temporary, 'queries.jsonl'), queryLines(version.id));
    for (const split of splits)
      await writeLines(path.join(temporary, 'qrels', `${split}.tsv`), qrelLines(version.id, split));
    const about = {
      name: dataset.name,
      language: dataset.language ?? undefined,
      domain: dataset.domain ?? undefined,
      task: dataset.taskDescription ?? undefined,
      instruction: dataset.instruction || undefined,
      ...(hasCorpus ? { corpus: 'corpus.jsonl.gz' } : {}),
      queries: 'queries.jsonl',
      qrels: Object.fromEntries(splits.map((split) => [split, `qrels/${split}.tsv`])),
      max_grade: version.maxGrade,
      relevant_from: version.relevantFrom,
    };
    await writeFileAtomic(path.join(temporary, 'dataset.json'), `${JSON.stringify(about, null, 2)}\n`);
  });
}

async function writeLines(file: string, lines: AsyncIterable<string>, isPacked = false): Promise<void> {
  const output = createWriteStream(file, { flags: 'wx', flush: true });
  if (isPacked) await pipeline(Readable.from(lines), createGzip(), output);
  else await pipeline(Readable.from(lines), output);
}

async function* corpusLines(dataDir: string, hash: string): AsyncGenerator<string> {
  const corpus = await openCorpus(dataDir, hash);
  try {
    for await (const { id, title, text, metadata } of corpus.all())
      yield `${JSON.stringify({ _id: id, title, text, metadata })}\n`;
  } finally {
    await corpus.close();
  }
}

async function* queryLines(versionId: string): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const page = await db().query.findMany({
      where: { versionId, queryId: { gt: after } },
      orderBy: { queryId: 'asc' },
      take: pageRows,
    });
    for (const { queryId, text, metadata } of page)
      yield `${JSON.stringify({ _id: queryId, text, metadata: metadata ?? undefined })}\n`;
    const last = page.at(-1);
    if (!last || page.length < pageRows) return;
    after = last.queryId;
  }
}

async function* qrelLines(versionId: string, split: string): AsyncGenerator<string> {
  yield 'query-id\tcorpus-id\tscore\n';
  let skip = 0;
  for (;;) {
    const page = await db().qrel.findMany({
      where: { versionId, split },
      orderBy: [{ queryId: 'asc' }, { documentId: 'asc' }],
      skip,
      take: pageRows,
    });
    for (const { queryId, documentId, grade } of page) yield `${queryId}\t${documentId}\t${grade}\n`;
    skip += page.length;
    if (page.length < pageRows) return;
  }
}
