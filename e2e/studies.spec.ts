import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, phone } from './fixtures/check-page';
import { attachPicture, sessionFolder } from './fixtures/console-test';
import { expect, test } from './fixtures/sample-test';
import { joinAs, newClient, type Person, people, sessionOf, signIn } from './fixtures/sign-in';

test.use({ role: 'operator' });

const secondJudge: Person = { name: 'Bela Bencher', email: 'bela@mixstage.test', password: 'a password for bela' };
const studyName = 'Second mix against first';

async function chooseOption(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** Judges pair after pair with the keys until there is none. @returns how many */
async function judgeAll(page: Page, keyOf: (pair: number) => string): Promise<number> {
  const start = page.getByRole('button', { name: 'Start', exact: true });
  await start.click();
  const left = page.getByRole('group', { name: 'Which answer is better?' });
  const noIdea = page.getByRole('button', { name: 'No idea' });
  const end = page.getByRole('heading', { name: 'That was the last pair' });
  let judged = 0;
  for (;;) {
    await expect(left.or(noIdea).or(end).first()).toBeVisible();
    if (await end.isVisible()) return judged;
    if (await noIdea.isVisible()) await noIdea.click();
    else {
      await page.keyboard.press(keyOf(judged));
      judged++;
      await expect(left.or(noIdea).or(end).first()).toBeVisible();
      await expect(page.getByText(`Saved. ${judged} judged.`).or(end).or(noIdea).first()).toBeAttached();
    }
  }
}

test('two people judge blind, and the closed study says what they found', async ({ page, browser, baseURL }) => {
  test.setTimeout(240_000);
  const url = baseURL ?? '';
  const adminClient = await newClient(url, await sessionOf(url, 'admin', sessionFolder()));
  const annaSession = await sessionOf(url, 'annotator', sessionFolder());
  await joinAs(adminClient, secondJudge, 'annotator');
  await adminClient.dispose();

  await test.step('an operator makes the draft and the answers', async () => {
    await page.goto('/studies/new');
    await page.getByLabel('Name', { exact: true }).fill(studyName);
    await chooseOption(page, 'Champion', 'Release 1');
    await chooseOption(page, 'Challenger', 'Release 2');
    await chooseOption(page, 'Application', 'Statute search');
    await page.getByRole('combobox', { name: 'Dataset' }).click();
    await page.getByRole('option').first().click();
    await page.getByRole('spinbutton', { name: 'Queries', exact: true }).fill('8');
    await page.getByRole('radio', { name: 'Fixed size' }).click();
    await page.getByRole('checkbox', { name: people.annotator.name }).click();
    await page.getByRole('checkbox', { name: secondJudge.name }).click();
    await page.getByLabel('Judgments of a query').fill('2');
    await page.getByLabel('Instructions for judges').fill('Prefer the answer that a layman could act on.');
    await page.getByRole('button', { name: 'Make the draft' }).click();
    await expect(page.getByRole('heading', { level: 1, name: studyName })).toBeVisible();
    await page.getByRole('button', { name: 'Make answers' }).click();
    await page.getByRole('button', { name: 'Open the study' }).click({ timeout: 60_000 });
    await expect(page.getByText('People are judging')).toBeVisible();
    await expect(page.getByText(/Which side they speak for is known when the study is closed/)).toBeVisible();
  });

  await test.step('the judges see question and answers, and nothing that hints', async () => {
    const context = await browser.newContext({ baseURL: url, storageState: annaSession, locale: 'en-US' });
    const theirs = await context.newPage();
    await theirs.goto('/judge');
    await expect(theirs.getByText(/\brelease\b|\bstage-\d|Second mix/i)).toBeHidden();
    await theirs.getByRole('link', { name: 'Begin' }).first().click();
    await expect(theirs.getByText('Prefer the answer that a layman could act on.')).toBeVisible();
    await attachPicture(theirs, 'instructions');
    const judged = await judgeAll(theirs, () => 'ArrowLeft');
    expect(judged).toBeGreaterThan(0);
    await context.close();
  });

  await test.step('the second judge works on a phone', async () => {
    const client = await newClient(url);
    await signIn(client, secondJudge);
    const context = await browser.newContext({
      baseURL: url,
      storageState: await client.storageState(),
      locale: 'en-US',
      viewport: phone,
    });
    await client.dispose();
    const theirs = await context.newPage();
    await theirs.goto('/judge');
    await theirs.getByRole('link', { name: 'Begin' }).first().click();
    await expect(theirs.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
    await expectNoSidewaysScroll(theirs);
    await expectAccessible(theirs);
    await judgeAll(theirs, (pair) => (pair % 2 === 0 ? 'ArrowRight' : 'ArrowDown'));
    await context.close();
  });

  await test.step('closing reveals the sides and writes the verdict', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Close the study …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Everybody has judged everything.');
    await dialog.getByLabel(/^Type .* to confirm$/).fill(studyName);
    await dialog.getByRole('button', { name: /^Close .*unblind$/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: `${studyName}: report` })).toBeVisible();
    await expect(page.getByText(/from the secret that was committed to before the first judgment/)).toBeVisible();
    await attachPicture(page, 'report');
  });
});
