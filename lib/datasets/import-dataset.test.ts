import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Actor, systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { MixstageError } from '@/lib/foundation/errors';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { openCorpus } from './corpus-files';
import { importDataset } from './import-dataset';
import { type ImportRequest, importRequestSchema } from './import-dataset.job';

const system = systemActor('test');
const operator: Actor = {
  kind: 'user',
  userId: 'u1',
  name: 'O',
  email: 'o@example.org',
  role: 'operator',
  via: 'session',
};

const corpus = [
  { _id: 'd1', title: 'One', text: 'first document' },
  { _id: 'd2', title: '', text: '第二条' },
  { _id: 'd 3', text: 'third', metadata: { law: 'x' }, url: 'https://example.org' },
];
const queries = [
  { _id: 'q1', text: 'what is first?' },
  { _id: 'q2', text: '第二？' },
];
const jsonl = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const qrels = 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td 3\t1\n';

describe('importing a dataset', () => {
  let test: TestDatabase;
  let dataDir: string;
  let folder: string;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-import-'));
    folder = path.join(dataDir, 'given', 'small set');
    await mkdir(path.join(folder, 'qrels'), { recursive: true });
    await writeFile(path.join(folder, 'corpus.jsonl'), jsonl(corpus));
    await writeFile(path.join(folder, 'queries.jsonl'), jsonl(queries));
    await writeFile(path.join(folder, 'qrels/test.tsv'), qrels);
  });
  afterEach(async () => {
    await rm(dataDir, { recursive: true, force: true });
    await test.db.dataset.deleteMany();
    await test.db.corpus.deleteMany();
  });

  const run = (extra: Partial<ImportRequest> = {}, source: string = folder, actor: Actor = system) =>
    importDataset(actor, importRequestSchema.parse({ source: { kind: 'path', path: source }, ...extra }), { dataDir });
  const failure = async (work: Promise<unknown>): Promise<MixstageError> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MixstageError);
    return error as MixstageError;
  };
  const nothingIsLeft = async () => {
    expect(await test.db.dataset.count()).toBe(0);
    expect(await test.db.datasetVersion.count()).toBe(0);
    expect(await test.db.document.count()).toBe(0);
    expect(await readdir(path.join(dataDir, 'imports'))).toEqual([]);
    expect(
      (await readdir(path.join(dataDir, 'corpora')).catch(() => [])).filter((name) => name.endsWith('.tmp')),
    ).toEqual([]);
  };

  it('stores documents, queries and qrels and reports what it found', async () => {
    const imported = await run();
    expect(imported).toMatchObject({ slug: 'small-set', number: 1, isNew: true });
    expect(imported.report).toMatchObject({
      documents: 3,
      queries: 2,
      splits: { test: { queries: 2, pairs: 2 } },
      queriesWithoutQrels: 0,
      leftOut: {},
    });
    const rows = await test.db.document.findMany({ orderBy: { ordinal: 'asc' } });
    expect(rows.map((row) => [row.documentId, row.title, row.text])).toEqual([
      ['d1', 'One', 'first document'],
      ['d2', '', '第二条'],
      ['d 3', '', 'third'],
    ]);
    expect(rows[2]?.metadata).toEqual({ law: 'x', url: 'https://example.org' });
    const version = await test.db.datasetVersion.findUniqueOrThrow({
      where: { id: imported.versionId },
      include: { queries: true, qrels: true, corpus: true },
    });
    expect(version).toMatchObject({ maxGrade: 2, relevantFrom: 1, queryCount: 2 });
    expect(version.corpus.sizeBytes).toBeGreaterThan(0n);
    expect(version.qrels.map((row) => [row.queryId, row.documentId, row.grade])).toEqual([
      ['q1', 'd1', 2],
      ['q2', 'd 3', 1],
    ]);
    const stored = await openCorpus(dataDir, imported.corpusHash);
    expect((await stored.read([2]))[0]).toMatchObject({ id: 'd 3', text: 'third', textHash: rows[2]?.textHash });
    await stored.close();
    expect(await test.db.auditEntry.count({ where: { action: 'dataset.import', subjectId: imported.datasetId } })).toBe(
      1,
    );
  });

  it('makes one version of the same content and a new one of a changed content', async () => {
    const first = await run();
    expect(await run()).toMatchObject({ versionId: first.versionId, isNew: false, number: 1 });
    await writeFile(path.join(folder, 'qrels/test.tsv'), `${qrels}q2\td2\t1\n`);
    const second = await run();
    expect(second).toMatchObject({ isNew: true, number: 2, corpusHash: first.corpusHash, datasetId: first.datasetId });
    expect(await test.db.document.count()).toBe(3);
    const dataset = await test.db.dataset.findUniqueOrThrow({ where: { id: first.datasetId } });
    expect(dataset.currentVersionId).toBe(second.versionId);
  });

  it('reads gzip, a byte order mark, Windows line ends, numeric ids, TREC and CSV qrels, fractions and negative grades', async () => {
    await rm(path.join(folder, 'corpus.jsonl'));
    await writeFile(
      path.join(folder, 'corpus.jsonl.gz'),
      gzipSync(
        `\ufeff${jsonl([
          { _id: 7, text: 'seven' },
          { id: 'e', contents: 'eight' },
        ])}\r\n\r\n`.replace('}\n', '}\r\n'),
      ),
    );
    await rm(path.join(folder, 'qrels/test.tsv'));
    await writeFile(path.join(folder, 'qrels/dev.txt'), 'q1 0 7 1\r\nq1 0 e -1\n');
    await writeFile(path.join(folder, 'qrels/train.csv'), 'query,docid,rating\r\n"q2",7,0.5\n');
    const { versionId, report } = await run();
    expect(report.splits).toEqual({ dev: { queries: 1, pairs: 2 }, train: { queries: 1, pairs: 1 } });
    const rows = await test.db.qrel.findMany({
      where: { versionId },
      orderBy: [{ split: 'asc' }, { documentId: 'asc' }],
    });
    expect(rows.map((row) => [row.split, row.documentId, row.grade])).toEqual([
      ['dev', '7', 1],
      ['dev', 'e', -1],
      ['train', '7', 0.5],
    ]);
  });

  const badLines: [string, string, string, RegExp][] = [
    [
      'a line that is no JSON',
      'corpus.jsonl',
      `${jsonl(corpus)}\n{"_id": "d4", "text": "cut`,
      /corpus\.jsonl, line 4: the JSON object is cut off/,
    ],
    [
      'an id that comes again with another text',
      'corpus.jsonl',
      `${jsonl(corpus)}\n{"_id":"d1","text":"other"}`,
      /line 4: document d1 is there already/,
    ],
    [
      'a document without any text',
      'corpus.jsonl',
      `${jsonl(corpus)}\n{"_id":"d4","title":" ","text":""}`,
      /line 4: document d4 has neither/,
    ],
    ['an id that is no text', 'corpus.jsonl', `${jsonl(corpus)}\n{"_id":[1],"text":"x"}`, /line 4: the id is neither/],
    ['a NUL character', 'corpus.jsonl', `${jsonl(corpus)}\n{"_id":"d4","text":"a\\u0000b"}`, /line 4: .*NUL/],
    [
      'a judgment of an unknown document',
      'qrels/test.tsv',
      `${qrels}q1\tnone\t1\n`,
      /qrels\/test\.tsv, line 4: there is no document none/,
    ],
    ['a judgment of an unknown query', 'qrels/test.tsv', `${qrels}none\td1\t1\n`, /line 4: there is no query none/],
    ['a grade that is no number', 'qrels/test.tsv', `${qrels}q1\td2\thigh\n`, /line 4: the grade is not a number/],
    [
      'a pair judged twice with different grades',
      'qrels/test.tsv',
      `${qrels}q1\td1\t1\n`,
      /line 4: .*different grades/,
    ],
    [
      'a query without text',
      'queries.jsonl',
      `${jsonl(queries)}\n{"_id":"q3","text":""}`,
      /queries\.jsonl, line 3: query q3 has no text/,
    ],
  ];
  for (const [what, file, content, message] of badLines) {
    it(`refuses ${what} with file, line and reason and keeps nothing, or leaves it out and reports it`, async () => {
      await writeFile(path.join(folder, file), content);
      const error = await failure(run());
      expect(error.code).toBe('invalid_input');
      expect(error.message).toMatch(message);
      expect(error.details.issues).toHaveLength(1);
      await nothingIsLeft();
      const { report } = await run({ onBadLine: 'report' });
      expect(Object.values(report.leftOut)).toEqual([1]);
      expect(report.issues).toMatchObject([{ isLeftOut: true, file }]);
    });
  }

  it('refuses a line that is not UTF-8, a UTF-16 file and cut gzip data, naming the file', async () => {
    const file = path.join(folder, 'corpus.jsonl');
    await writeFile(
      file,
      Buffer.concat([Buffer.from(jsonl(corpus)), Buffer.from('\n{"_id":"d4","text":"\xe9t\xe9"}', 'latin1')]),
    );
    expect((await failure(run())).message).toMatch(/line 4: the line is not valid UTF-8/);
    await writeFile(file, Buffer.from(`\ufeff${jsonl(corpus)}`, 'utf16le'));
    expect((await failure(run())).message).toMatch(/corpus\.jsonl is encoded in UTF-16/);
    await writeFile(file, gzipSync(jsonl(corpus)).subarray(0, 40));
    expect((await failure(run())).message).toMatch(/corpus\.jsonl cannot be unpacked/);
    await nothingIsLeft();
  });

  it('never follows a path out of the folder: it names the corpora that fit and binds by content', async () => {
    const first = await run();
    const other = path.join(dataDir, 'given', 'other');
    await cp(folder, other, { recursive: true });
    await rm(path.join(other, 'corpus.jsonl'));
    await writeFile(
      path.join(other, 'dataset.json'),
      JSON.stringify({
        name: 'Other task',
        corpus: '../small set/corpus.jsonl',
        instruction: 'Find it.',
        relevant_from: 2,
        max_grade: 4,
      }),
    );
    const error = await failure(run({}, other));
    expect(error.details.hint).toMatch(/--corpus small-set/);
    const bound = await run({ corpus: 'small-set' }, other);
    expect(bound).toMatchObject({ slug: 'other-task', corpusHash: first.corpusHash });
    expect(await run({ corpus: first.corpusHash.slice(0, 12) }, other)).toMatchObject({ isNew: false });
    const dataset = await test.db.dataset.findUniqueOrThrow({
      where: { slug: 'other-task' },
      include: { versions: true },
    });
    expect(dataset).toMatchObject({ instruction: 'Find it.', versions: [{ relevantFrom: 2, maxGrade: 4 }] });
    expect((await failure(run({ corpus: 'nothing' }, other))).code).toBe('not_found');
    await writeFile(path.join(other, 'dataset.json'), JSON.stringify({ queries: '../small set/queries.jsonl' }));
    expect((await failure(run({ corpus: 'small-set' }, other))).message).toMatch(/lies outside the folder/);
  });

  it('takes queries without qrels and without a corpus', async () => {
    await rm(path.join(folder, 'corpus.jsonl'));
    await rm(path.join(folder, 'qrels'), { recursive: true });
    const imported = await run();
    expect(imported.report).toMatchObject({ documents: 0, queries: 2, splits: {}, queriesWithoutQrels: 2 });
    const stored = await openCorpus(dataDir, imported.corpusHash);
    expect(stored.documentCount).toBe(0);
    await stored.close();
  });

  it('takes one of several tasks of a folder, by name', async () => {
    const tasks = [
      { name: 'a', instruction: 'A', qrels: { test: 'qrels/test.tsv' } },
      { name: 'b', qrels: {} },
    ];
    await writeFile(path.join(folder, 'dataset.json'), JSON.stringify({ name: 'many', tasks }));
    expect((await failure(run())).message).toMatch(/several tasks: a, b/);
    expect(await run({ task: 'b' })).toMatchObject({ slug: 'b', report: { splits: {} } });
  });

  it('lets only the command line name a folder of the machine', async () => {
    expect((await failure(run({}, folder, operator))).code).toBe('forbidden');
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const abort = new AbortController();
    const request = importRequestSchema.parse({ source: { kind: 'path', path: folder } });
    const progress = async ({ phase }: { phase: string }) => {
      if (phase === 'store queries and qrels') abort.abort(new Error('stop'));
    };
    await expect(importDataset(system, request, { dataDir, signal: abort.signal, progress })).rejects.toThrow('stop');
    expect(await test.db.datasetVersion.count()).toBe(0);
    expect(await test.db.dataset.count()).toBe(0);
    expect(await run()).toMatchObject({ isNew: true, number: 1 });
  });

  it('ends with one visible version when the same import is asked for twice at once', async () => {
    const both = await Promise.all([run(), run()]);
    expect(new Set(both.map((one) => one.versionId)).size).toBe(1);
    expect(await test.db.datasetVersion.count()).toBe(1);
    expect(await test.db.document.count()).toBe(3);
  });

  describe.skipIf(!hasShared('data/stard-rebuilt'))(`the customer's datasets (${needsShared})`, () => {
    it('are imported whole: 55,397 articles, two tasks over one corpus, graded clauses', async () => {
      const stard = await run({}, sharedPath('data/stard-rebuilt'));
      expect(stard.report).toMatchObject({
        documents: 55_397,
        queries: 1389,
        splits: { train: { queries: 1235, pairs: 2205 }, test: { queries: 154, pairs: 247 } },
        leftOut: {},
      });
      const crime = await failure(run({}, sharedPath('data/zh-crime-articles')));
      expect(crime.details.hint).toMatch(/--corpus stard-rebuilt/);
      const bound = await run({ corpus: 'stard-rebuilt' }, sharedPath('data/zh-crime-articles'));
      expect(bound).toMatchObject({
        corpusHash: stard.corpusHash,
        report: {
          documents: 0,
          queries: 500,
          splits: { train: { queries: 300, pairs: 444 }, test: { queries: 200, pairs: 287 } },
        },
      });
      const acord = await run({}, sharedPath('data/acord'));
      expect(acord.report).toMatchObject({
        documents: 3931,
        queries: 114,
        splits: {
          train: { queries: 51, pairs: 1556 },
          dev: { queries: 6, pairs: 178 },
          test: { queries: 57, pairs: 1757 },
        },
      });
      const version = await test.db.datasetVersion.findUniqueOrThrow({ where: { id: acord.versionId } });
      expect(version).toMatchObject({ maxGrade: 4, relevantFrom: 2 });
      const file = path.join(dataDir, 'corpora', stard.corpusHash, 'documents.jsonl');
      expect(
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ).toBe(stard.corpusHash);
    }, 120_000);
  });
});
