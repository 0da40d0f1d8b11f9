import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { attachPicture } from './fixtures/console-test';
import { expect, test } from './fixtures/sample-test';

test.use({ role: 'operator' });

const sampleData = path.resolve(import.meta.dirname, '../prisma/sample/data');
const linesOf = async (name: string) =>
  (await readFile(path.join(sampleData, name), 'utf8')).split('\n').filter((line) => line !== '');

/** Two acts of the sample with the questions about them: small enough to train on while somebody watches. */
async function importTinyCollection(api: APIRequestContext): Promise<void> {
  const corpus = (await linesOf('corpus.jsonl')).slice(0, 90);
  const ids = new Set(corpus.map((line) => (JSON.parse(line) as { _id: string })._id));
  const qrels = async (split: string) => {
    const [header = '', ...pairs] = await linesOf(`qrels/${split}.tsv`);
    return [header, ...pairs.filter((pair) => ids.has(pair.split('\t')[1] ?? ''))];
  };
  const [train, dev] = [await qrels('train'), await qrels('dev')];
  const asked = new Set([...train, ...dev].map((pair) => pair.split('\t')[0]));
  const queries = (await linesOf('queries.jsonl')).filter((line) =>
    asked.has((JSON.parse(line) as { _id: string })._id),
  );
  const files = { 'corpus.jsonl': corpus, 'queries.jsonl': queries, 'qrels/train.tsv': train, 'qrels/dev.tsv': dev };
  const { uploadId } = (await (await api.post('/api/uploads')).json()) as { uploadId: string };
  for (const [name, lines] of Object.entries(files)) {
    const sent = await api.put(`/api/uploads/${uploadId}/files?name=${encodeURIComponent(name)}`, {
      data: Buffer.from(`${lines.join('\n')}\n`),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(sent.ok(), await sent.text()).toBe(true);
  }
  const started = await api.post('/api/datasets/import', {
    data: { uploadId, name: 'Two acts', slug: 'two-acts', language: 'en', onBadLine: 'refuse' },
  });
  expect(started.status(), await started.text()).toBe(202);
  const statusOf = async () => (await api.get('/api/datasets/two-acts')).status();
  await expect.poll(statusOf, { timeout: 60_000 }).toBe(200);
}

test('an embedder is trained through all stages, watched, and registered', async ({ page, operatorApi }) => {
  test.setTimeout(360_000);
  await importTinyCollection(operatorApi);

  await test.step('the plan tells the cost before anything starts', async () => {
    await page.goto('/training/new?dataset=two-acts');
    await expect(page.getByRole('checkbox', { name: 'Two acts' })).toBeChecked();
    await page.getByRole('textbox', { name: 'Name' }).fill('two-acts-embedder');
    await page.getByRole('textbox', { name: 'Seed' }).fill('7');
    await expect(page.getByText('An estimate, right within a factor of two.')).toBeVisible();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
  });

  await test.step('it runs through every stage while somebody watches', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'two-acts-embedder' })).toBeVisible();
    await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: 300_000 });
    await expect(page.getByText(/^Loss went from/)).toBeVisible();
    await attachPicture(page, 'curves');
    await page.getByRole('tab', { name: 'Stages' }).click();
    for (const stage of ['base', 'stage-1', 'stage-2', 'stage-3']) {
      await expect(page.getByText(stage, { exact: true }).first()).toBeVisible();
    }
    await attachPicture(page, 'stages');
  });

  await test.step('each stage is a checkpoint, and two of them can be compared', async () => {
    await page.goto('/checkpoints?q=two-acts');
    await expect(page.getByRole('row', { name: /two-acts/ })).toHaveCount(4);
    for (const stage of ['stage-1', 'stage-3']) {
      await page
        .getByRole('row', { name: new RegExp(`two-acts.*${stage}`) })
        .getByRole('checkbox')
        .click();
    }
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect(page.getByRole('heading', { name: 'Compare checkpoints' })).toBeVisible();
  });
});
