import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/console-test';

test.use({ role: 'admin', expectedComplaints: [/status of 401/] });

const newcomer = { name: 'Nora Newcomer', email: 'nora@mixstage.test', password: 'a password for nora' };

async function signInByHand(page: Page): Promise<void> {
  await page.getByLabel('E-mail address').fill(newcomer.email);
  await page.getByLabel('Password').fill(newcomer.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an admin invites somebody, changes the role, and the person signs out everywhere', async ({ page, browser }) => {
  let link = '';
  await test.step('the link is shown once', async () => {
    await page.goto('/users');
    await page.getByRole('button', { name: 'Invite' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(newcomer.name);
    await dialog.getByLabel('E-mail address').fill(newcomer.email);
    await dialog.getByRole('radio', { name: 'Stakeholder' }).click();
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    link = (await page.getByRole('status', { name: 'One-time link' }).textContent()) ?? '';
    expect(link).toMatch(/\/join#.{20,}/);
    const done = page.getByRole('button', { name: 'Done' });
    await expect(done).toBeDisabled();
    await page.getByLabel('I have put it in a safe place').click();
    await done.click();
    await expect(page.getByRole('heading', { name: 'Open invitations' })).toBeVisible();
  });

  const context = await browser.newContext({ baseURL: new URL(page.url()).origin, locale: 'en-US' });
  const theirs = await context.newPage();
  await test.step('the person joins with the invited role', async () => {
    await theirs.goto(link);
    await expect(theirs.getByText('Your role will be: Stakeholder.')).toBeVisible();
    await theirs.getByLabel('Password', { exact: true }).fill(newcomer.password);
    await theirs.getByLabel('Password again').fill(newcomer.password);
    await theirs.getByRole('button', { name: 'Create my account' }).click();
    await expect(theirs).toHaveURL(/\/report$/);
  });

  await test.step('a changed role ends the open sessions', async () => {
    await page.reload();
    await page.getByRole('button', { name: `Actions for ${newcomer.name}` }).click();
    await page.getByRole('menuitem', { name: 'Change the role' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Operator' }).click();
    await dialog.getByRole('button', { name: 'Change the role' }).click();
    await expect(page.getByText(`${newcomer.name} has a new role`)).toBeVisible();
    await expect(page.getByRole('row', { name: newcomer.name })).toContainText('Operator');

    await theirs.goto('/releases');
    await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await signInByHand(theirs);
    await expect(theirs.getByRole('heading', { name: 'Releases' })).toBeVisible();
  });

  await test.step('signing out everywhere ends every session of that person', async () => {
    const elsewhere = await browser.newContext({ baseURL: new URL(page.url()).origin, locale: 'en-US' });
    const second = await elsewhere.newPage();
    await second.goto('/sign-in?next=%2Faccount');
    await signInByHand(second);
    await expect(second.getByText('This session')).toBeVisible();

    await theirs.goto('/account');
    await theirs.getByRole('button', { name: 'Sign out everywhere' }).click();
    await theirs.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await second.goto('/account');
    await expect(second.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await elsewhere.close();
  });
  await context.close();

  await test.step('the trail has it all, and the chain is intact', async () => {
    await page.goto('/audit');
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await expect(page.getByText(/The chain is intact: \d+ entries/)).toBeVisible();
  });
});
