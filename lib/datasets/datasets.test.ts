import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, anonymous, type Role, systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { browseDocuments, browseQueries, getDocument, getJudgments } from './browse-dataset';
import { corpusDirectory } from './corpus-manifest';
import { deleteDataset } from './delete-dataset';
import { exportDataset } from './export-dataset';
import { type ImportedDataset, importDataset } from './import-dataset';
import { importRequestSchema } from './import-dataset.job';
import { getDataset, listCorpora, listDatasets } from './list-datasets';
import { loadQueries, loadSplit, resolveVersion } from './load-split';
import { updateDataset } from './update-dataset';

const system = systemActor('test');
const person = (role: Role): Actor => ({
  kind: 'user',
  userId: role,
  name: role,
  email: `${role}@example.org`,
  role,
  via: 'session',
});

describe('datasets', () => {
  let test: TestDatabase;
  let dataDir: string;
  let imported: ImportedDataset;
  const importFrom = (folder: string, extra = {}) =>
    importDataset(system, importRequestSchema.parse({ source: { kind: 'path', path: folder }, ...extra }), { dataDir });
  beforeAll(async () => {
    test = await createTestDatabase();
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-datasets-'));
    const folder = path.join(dataDir, 'given');
    await mkdir(path.join(folder, 'qrels'), { recursive: true });
    const documents = Array.from({ length: 60 }, (_, i) => ({
      _id: `d${i}`,
      title: i === 7 ? '100%_sure' : '',
      text: `text number ${i} ${'x'.repeat(500)}`,
    }));
    await writeFile(path.join(folder, 'corpus.jsonl'), documents.map((row) => JSON.stringify(row)).join('\n'));
    await writeFile(
      path.join(folder, 'queries.jsonl'),
      ['b', 'a', 'c'].map((id) => JSON.stringify({ _id: id, text: `Query ${id}` })).join('\n'),
    );
    await writeFile(path.join(folder, 'qrels/test.tsv'), 'a\td1\t1\na\td2\t3\nb\td3\t2\n');
    await writeFile(path.join(folder, 'qrels/train.tsv'), 'c\td1\t2\n');
    imported = await importFrom(folder, { name: 'Small', relevantFrom: 2 });
  });
  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
    await test.close();
  });

  it('are listed with their current version, and shown with report and versions', async () => {
    const [only, ...others] = await listDatasets(person('stakeholder'));
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      slug: 'small',
      version: { number: 1, documentCount: 60, queryCount: 3, relevantFrom: 2, maxGrade: 3 },
    });
    const shown = await getDataset(system, 'small');
    expect(shown.versions).toHaveLength(1);
    expect(shown.report.splits).toEqual({ test: { queries: 2, pairs: 3 }, train: { queries: 1, pairs: 1 } });
    expect(await listCorpora(system)).toMatchObject([{ hash: imported.corpusHash, datasets: [{ slug: 'small' }] }]);
    await expect(getDataset(system, 'other')).rejects.toThrow(/no dataset "other"/);
  });

  it('are closed to annotators and to those who are not signed in', async () => {
    await expect(listDatasets(person('annotator'))).rejects.toThrow(/role/);
    await expect(browseDocuments(anonymous, imported.corpusHash)).rejects.toThrow(/Sign in/);
    await expect(updateDataset(person('stakeholder'), 'small', { name: 'x' })).rejects.toThrow(/role/);
    await expect(deleteDataset(person('stakeholder'), 'small', dataDir)).rejects.toThrow(/role/);
  });

  it('are browsed page by page, and searched with every sign meaning itself', async () => {
    const page = await browseDocuments(system, imported.corpusHash, { skip: 50, take: 20 });
    expect(page.total).toBe(60);
    expect(page.items.map((item) => item.ordinal)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
    expect(page.items[0]).toMatchObject({ id: 'd50', characters: 515 });
    expect(page.items[0]?.preview).toHaveLength(400);
    expect(
      (await browseDocuments(system, imported.corpusHash, { search: '0%_S' })).items.map((item) => item.id),
    ).toEqual(['d7']);
    expect(
      (await browseDocuments(system, imported.corpusHash, { search: 'NUMBER 11 ' })).items.map((item) => item.id),
    ).toEqual(['d11']);
    expect((await getDocument(system, imported.corpusHash, 'd3')).text).toMatch(/^text number 3 /);
  });

  it('show their queries with judged and relevant counts, by split or over all', async () => {
    const all = await browseQueries(system, imported.versionId);
    expect(all).toEqual({
      total: 3,
      items: [
        { id: 'a', text: 'Query a', judged: 2, relevant: 1 },
        { id: 'b', text: 'Query b', judged: 1, relevant: 1 },
        { id: 'c', text: 'Query c', judged: 1, relevant: 1 },
      ],
    });
    expect((await browseQueries(system, imported.versionId, { split: 'train' })).items.map((item) => item.id)).toEqual([
      'c',
    ]);
    expect((await getJudgments(system, imported.versionId, 'a')).map((row) => [row.documentId, row.grade])).toEqual([
      ['d2', 3],
      ['d1', 1],
    ]);
  });

  it('load a split with its grades, queries in a fixed order', async () => {
    const split = await loadSplit(imported.versionId, 'test');
    expect(split).toMatchObject({
      corpusHash: imported.corpusHash,
      relevantFrom: 2,
      maxGrade: 3,
      queries: [{ id: 'a' }, { id: 'b' }],
    });
    expect(split.qrels.get('a')).toEqual(
      new Map([
        ['d1', 1],
        ['d2', 3],
      ]),
    );
    expect((await loadQueries(imported.versionId)).map((query) => query.id)).toEqual(['a', 'b', 'c']);
    await expect(loadSplit(imported.versionId, 'dev')).rejects.toThrow(/It has: test, train/);
    expect(await resolveVersion('small')).toMatchObject({ versionId: imported.versionId });
    expect(await resolveVersion('small@1')).toMatchObject({ versionId: imported.versionId });
    await expect(resolveVersion('small@2')).rejects.toThrow(/no dataset/);
  });

  it('are exported as a folder that imports to the same corpus and judgments', async () => {
    const target = path.join(dataDir, 'exported');
    await exportDataset(system, 'small', target, dataDir);
    const again = await importFrom(target, { slug: 'again' });
    expect(again.corpusHash).toBe(imported.corpusHash);
    const {
      versionId: _a,
      datasetId: _b,
      slug: _c,
      contentHash: _d,
      ...first
    } = await loadSplit(imported.versionId, 'test');
    expect(await loadSplit(again.versionId, 'test')).toMatchObject(first);
    await expect(exportDataset(system, 'small', target, dataDir)).rejects.toThrow();
  });

  it('change name and instruction with an audit entry, and nothing else', async () => {
    await updateDataset(person('operator'), 'small', { instruction: 'Find the article.' });
    expect((await loadSplit(imported.versionId, 'test')).instruction).toBe('Find the article.');
    expect(await test.db.auditEntry.count({ where: { action: 'dataset.update', subjectId: imported.datasetId } })).toBe(
      1,
    );
  });

  it('are deleted only when nothing stands on their corpus, and the corpus goes with the last dataset', async () => {
    const { deletedCorpora } = await deleteDataset(system, 'again', dataDir);
    expect(deletedCorpora).toEqual([]);
    const facts = { slug: 'app', name: 'App', corpusHash: imported.corpusHash, createdBy: 'test' };
    await test.db.application.create({ data: { id: 'app', ...facts } });
    await expect(deleteDataset(system, 'small', dataDir)).rejects.toThrow(/in use by the applications App/);
    await test.db.application.delete({ where: { id: 'app' } });
    expect(existsSync(corpusDirectory(dataDir, imported.corpusHash))).toBe(true);
    expect((await deleteDataset(system, 'small', dataDir)).deletedCorpora).toEqual([imported.corpusHash]);
    expect(existsSync(corpusDirectory(dataDir, imported.corpusHash))).toBe(false);
    expect(await test.db.document.count()).toBe(0);
    expect(await listDatasets(system)).toEqual([]);
  });
});
