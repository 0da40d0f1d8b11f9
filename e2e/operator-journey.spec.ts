import type { Page } from '@playwright/test';
import { attachPicture, expect } from './fixtures/console-test';
import { type JourneyMaterial, journeyMaterial, type ModelFolder } from './fixtures/journey-material';
import { testWithOwnServer } from './fixtures/own-server-test';
import { promote, rollBackTo } from './fixtures/release-steps';
import { withAdmin } from './fixtures/start-server';

const test = testWithOwnServer(withAdmin);
test.use({ role: 'operator' });
// One way from an empty workspace to a release that was taken back; each part stands on the one before.
test.describe.configure({ mode: 'serial' });

let material: JourneyMaterial;
let key = '';
const applicationName = 'Statute search';

test.beforeAll(async () => {
  material = await journeyMaterial();
});

type Answer = { status: number; header: string | null; release: string; ids: string[] };

async function retrieve(url: string, query: string): Promise<Answer> {
  const reply = await fetch(`${url}/v1/retrieve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const body = (await reply.json()) as { release: string; results?: { id: string }[] };
  return {
    status: reply.status,
    header: reply.headers.get('x-mixstage-release'),
    release: body.release,
    ids: body.results?.map((result) => result.id) ?? [],
  };
}

async function chooseFolder(page: Page, directory: string): Promise<void> {
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await (await chosen).setFiles(directory);
}

async function chooseOption(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}

async function importModel(page: Page, model: ModelFolder): Promise<void> {
  await page.getByRole('button', { name: 'Import a checkpoint' }).first().click();
  const dialog = page.getByRole('dialog');
  await chooseFolder(page, model.directory);
  await dialog.getByLabel('Name').fill(model.name);
  if (model.component === 'Reranker') await chooseOption(page, 'Component', 'Reranker');
  await dialog.getByLabel('Stage').fill(model.stage);
  if (model.stackedOn) {
    await chooseOption(page, 'Stacked on', model.stackedOn);
    await dialog.getByLabel('It is the base of the adapter under another name').check();
  }
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('link', { name: model.name, exact: true })).toBeVisible({ timeout: 60_000 });
}

/** Turns exactly this embedder on in the mixer; what is chosen stands in the address, which follows a moment later. */
async function mix(page: Page, embedder: string): Promise<void> {
  for (const { name } of material.models.filter((model) => model.component === 'Embedder')) {
    const checkbox = page.getByRole('checkbox', { name });
    const isWanted = name === embedder;
    await expect(checkbox).toBeVisible();
    if ((await checkbox.isChecked()) !== isWanted) await checkbox.click();
    await expect(checkbox).toBeChecked({ checked: isWanted });
  }
}

test('a collection is imported by upload, with a report of what was found', async ({ page }) => {
  await page.goto('/datasets');
  await expect(page.getByText('No datasets yet')).toBeVisible();
  await page.getByRole('button', { name: 'Import a dataset' }).first().click();
  await chooseFolder(page, material.datasetDirectory);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(material.datasetName);
  await dialog.getByRole('button', { name: 'Upload and import' }).click();
  await page.getByRole('link', { name: material.datasetName, exact: true }).click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Import report' })).toBeVisible();
  await expect(page.getByText(material.documentCount.toLocaleString('en')).first()).toBeVisible();
  await page.getByRole('tab', { name: 'Documents' }).click();
  await page
    .getByRole('searchbox')
    .first()
    .fill(material.questions[0]?.slice(0, 2) ?? '');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await attachPicture(page, 'dataset');
});

test('checkpoints are imported by upload, an adapter on its base among them', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/checkpoints');
  for (const model of material.models) await test.step(model.name, () => importModel(page, model));
  await attachPicture(page, 'checkpoints');
  await page.getByRole('link', { name: material.embedders[1], exact: true }).click();
  await page.getByRole('tab', { name: 'Lineage' }).click();
  await expect(page.getByText('From the base model to what was trained on top.')).toBeVisible();
  await attachPicture(page, 'lineage');
});

test('indexes are built as jobs that tell how far they are', async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto('/indexes');
  for (const embedder of material.embedders) {
    await page.getByRole('button', { name: 'Build an index' }).first().click();
    await chooseOption(page, 'Embedder', embedder);
    await chooseOption(page, 'Corpus', material.datasetName);
    await page.getByRole('button', { name: 'Start building' }).click();
    await expect(page.getByText('The index is being built')).toBeVisible();
    const row = page.getByRole('row', { name: embedder });
    await expect(row).toContainText('ready', { timeout: 280_000 });
  }
  await attachPicture(page, 'indexes');
  await page.goto('/jobs');
  await expect(page.getByRole('row', { name: 'Build an index' }).first()).toContainText('Succeeded');
});

test('an application gets its key, once', async ({ page, server }) => {
  await page.goto('/applications');
  await page.getByRole('button', { name: 'New application' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(applicationName);
  await chooseOption(page, 'Searches in', material.datasetName);
  await dialog.getByLabel('Budget K').fill('30');
  await dialog.getByLabel('Depth N').fill('10');
  await dialog.getByRole('button', { name: 'Create' }).click();
  key = (await page.getByRole('status', { name: 'Secret key' }).textContent()) ?? '';
  expect(key.length).toBeGreaterThan(20);
  await page.getByLabel('I have put it in a safe place').click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('heading', { name: applicationName })).toBeVisible();
  await page.getByRole('tab', { name: 'Keys' }).click();
  await expect(page.getByText(key)).toBeHidden();
  const early = await retrieve(server.url, material.questions[0] ?? '');
  expect(early.status, 'nothing is live yet').toBe(503);
});

test('a mix becomes a candidate, passes the gate and goes live', async ({ page, server }) => {
  await page.goto('/releases/new');
  await mix(page, material.embedders[0]);
  await page.getByRole('radio', { name: material.reranker }).click();
  await expect(page.getByRole('radio', { name: material.reranker })).toBeChecked();
  await page.getByRole('switch', { name: 'BM25' }).click();
  await expect(page.getByRole('switch', { name: 'BM25' })).toBeChecked();
  await page.getByLabel('Why this release?').fill('The first mix of what we have.');
  await attachPicture(page, 'mixer');
  await page.getByRole('button', { name: 'Create the candidate' }).click();
  await expect(page.getByRole('heading', { name: 'Release 1' })).toBeVisible();
  await promote(page, 1, 'The first release; it will be measured next.');
  await attachPicture(page, 'live');

  const answer = await retrieve(server.url, material.questions[0] ?? '');
  expect(answer.status).toBe(200);
  expect(answer.ids).toHaveLength(10);
  expect(answer.release).toBe('release-1');
  expect(answer.header).toBe('release-1');
});

test('the playground shows what another mix would find', async ({ page }) => {
  await page.goto('/playground');
  await page.getByRole('searchbox', { name: 'Query' }).fill(material.questions[1] ?? '');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('switch', { name: 'Two side by side' }).click();
  const right = page.getByRole('region', { name: 'Right' });
  await right.getByRole('combobox', { name: 'Configuration' }).click();
  await page.getByRole('option', { name: 'A mix' }).click();
  await right.getByRole('combobox', { name: 'First stage' }).click();
  await page.getByRole('option', { name: material.embedders[1] }).click();
  await expect(page.getByText(/\d+ of \d+ results are shared/)).toBeVisible({ timeout: 60_000 });
  const left = page.getByRole('region', { name: 'Left' });
  await expect(left.getByRole('listitem').first()).toBeVisible();
  await left.getByText('Why?').first().click();
  await expect(left.getByText('Final order').first()).toBeVisible();
  await attachPicture(page, 'playground');
});

test('another release is promoted and taken back while requests go on: none is lost, none is mixed', async ({
  page,
  server,
}) => {
  test.setTimeout(180_000);
  await page.goto('/releases/new');
  await mix(page, material.embedders[1]);
  await page.getByLabel('Why this release?').fill('The second embedder may find more.');
  await page.getByRole('button', { name: 'Create the candidate' }).click();
  await expect(page.getByRole('heading', { name: 'Release 2' })).toBeVisible();

  const answers: Answer[] = [];
  let isMoving = true;
  const load = Array.from({ length: 20 }, async (_, caller) => {
    for (let turn = 0; isMoving; turn++) {
      const question = material.questions[(caller + turn) % material.questions.length] ?? '';
      answers.push(await retrieve(server.url, question));
    }
  });
  try {
    await promote(page, 2, 'Its recall was higher on a handful of questions.');
    await rollBackTo(page, 1, 'Users preferred the first mix.');
  } finally {
    isMoving = false;
    await Promise.all(load);
  }
  expect(answers.filter((answer) => answer.status !== 200)).toEqual([]);
  expect(answers.filter((answer) => answer.header !== answer.release)).toEqual([]);
  const served = new Set(answers.map((answer) => answer.release));
  expect([...served].sort()).toEqual(['release-1', 'release-2']);
  expect((await retrieve(server.url, material.questions[0] ?? '')).release).toBe('release-1');
  await attachPicture(page, 'releases');
});

test('the history tells who moved what and why, and what was live then', async ({ page }) => {
  await page.goto('/releases/history');
  await expect(page.getByText('Users preferred the first mix.')).toBeVisible();
  await expect(page.getByText('Rolled back from 2 to release 1')).toBeVisible();
  await expect(page.getByText('The first release; it will be measured next.')).toBeVisible();
  await page.getByLabel('Moment').fill('2020-03-03T14:00');
  await expect(page.getByText(/nothing was live/)).toBeVisible();
  await page.getByLabel('Moment').fill('2100-03-03T14:00');
  await expect(page.getByText(/release 1 was live/)).toBeVisible();
  await attachPicture(page, 'history');
  await page.goto('/');
  await expect(page.getByText('Release 1 is live')).toBeVisible();
  await attachPicture(page, 'overview');
});
