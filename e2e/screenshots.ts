// Makes the pictures of README.md from the sample workspace: npx tsx e2e/screenshots.ts [name ...]
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type APIRequestContext, type Browser, chromium } from '@playwright/test';
import { desktop, waitUntilSettled } from './fixtures/check-page';
import { newClient, people, sessionOf } from './fixtures/sign-in';
import { startServer, withAdmin } from './fixtures/start-server';

const projectDir = path.resolve(import.meta.dirname, '..');
const pictureDir = path.join(projectDir, 'public/screenshots');
const executablePath =
  process.env.PLAYWRIGHT_CHROMIUM ||
  ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));

type Row = { id: string; name: string; email?: string; state?: string; kind?: string };
const question = 'my landlord keeps the deposit';

async function rowsOf(api: APIRequestContext, address: string, list: string): Promise<Row[]> {
  const reply = await api.get(address);
  if (!reply.ok()) throw new Error(`GET ${address} answered ${reply.status()}: ${await reply.text()}`);
  return ((await reply.json()) as Record<string, Row[]>)[list] ?? [];
}

async function waitForSample(api: APIRequestContext): Promise<void> {
  for (;;) {
    const { state } = (await (await api.get('/api/sample')).json()) as { state: string };
    if (state === 'installed') return;
    if (state !== 'installing') throw new Error(`The sample workspace is ${state}; its job says why.`);
    await pause(1000);
  }
}

/** A few questions a day of every application, so that the pictures show a backbone at work. */
async function askQuestions(api: APIRequestContext, url: string): Promise<void> {
  const lines = (await readFile(path.join(projectDir, 'prisma/sample/data/queries.jsonl'), 'utf8')).split('\n');
  const questions = lines.slice(0, 60).map((line) => (JSON.parse(line) as { text: string }).text);
  const applications = await rowsOf(api, '/api/applications', 'applications');
  for (const [position, application] of applications.entries()) {
    const created = await api.post(`/api/applications/${application.id}/keys`, { data: { name: 'production' } });
    const { secret } = (await created.json()) as { secret: string };
    for (const query of questions.slice(0, 60 - position * 15)) {
      await fetch(`${url}/v1/retrieve`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    }
  }
}

/** Makes the annotator a judge of the open study. @returns its id */
async function joinOpenStudy(admin: APIRequestContext): Promise<string> {
  const study = (await rowsOf(admin, '/api/studies', 'studies')).find((row) => row.state === 'open');
  const judge = (await rowsOf(admin, '/api/users', 'users')).find((row) => row.email === people.annotator.email);
  if (!study || !judge) throw new Error('The sample has no open study, or the annotator has not joined.');
  const added = await admin.post(`/api/studies/${study.id}/judges`, { data: { userIds: [judge.id] } });
  if (!added.ok() && added.status() !== 409) throw new Error(await added.text());
  return study.id;
}

async function takePicture(browser: Browser, name: string, address: string, storageState: string): Promise<void> {
  const context = await browser.newContext({
    viewport: desktop,
    storageState,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: 'light',
  });
  const page = await context.newPage();
  await page.goto(address);
  // The tour and the checklist belong to the first day.
  await page.evaluate(() => {
    localStorage.setItem('mixstage.tour.operator', 'dismissed');
    localStorage.setItem('mixstage.tour.stakeholder', 'dismissed');
  });
  await page.reload();
  if (name === 'judging') {
    await page
      .getByRole('button', { name: 'Start', exact: true })
      .click({ timeout: 5000 })
      .catch(() => undefined);
    await page.getByRole('group', { name: 'Which answer is better?' }).waitFor();
  } else await waitUntilSettled(page);
  await page.screenshot({ path: path.join(pictureDir, `${name}.png`), animations: 'disabled' });
  await context.close();
  console.log(`✓ public/screenshots/${name}.png`);
}

async function main(): Promise<void> {
  const sessionDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-pictures-'));
  const server = await startServer({ ...withAdmin, MIXSTAGE_SAMPLE: 'install' });
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const { url } = server;
    const session = (role: keyof typeof people) => sessionOf(url, role, sessionDir);
    const admin = await newClient(url, await session('admin'));
    const [operator, annotator, stakeholder] = [
      await session('operator'),
      await session('annotator'),
      await session('stakeholder'),
    ];
    await waitForSample(admin);
    await askQuestions(admin, url);
    const [grid] = await rowsOf(admin, '/api/evaluations?kind=grid', 'evaluations');
    const studyId = await joinOpenStudy(admin);
    const pictures: Record<string, [address: string, session: string]> = {
      overview: ['/', operator],
      playground: [`/playground?q=${encodeURIComponent(question)}&two=1`, operator],
      checkpoints: ['/checkpoints', operator],
      'stage-grid': [`/evaluations/${grid?.id}`, operator],
      releases: ['/releases', operator],
      judging: [`/judge/${studyId}`, annotator],
      report: ['/report', stakeholder],
    };
    const wanted = process.argv.slice(2);
    await mkdir(pictureDir, { recursive: true });
    for (const [name, [address, storageState]] of Object.entries(pictures)) {
      if (wanted.length === 0 || wanted.includes(name)) await takePicture(browser, name, url + address, storageState);
    }
    await admin.dispose();
  } finally {
    await browser.close();
    await server.stop();
    await rm(sessionDir, { recursive: true, force: true });
  }
}

await main();
