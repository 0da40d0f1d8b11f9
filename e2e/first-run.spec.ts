import { expect } from './fixtures/console-test';
import { testWithOwnServer } from './fixtures/own-server-test';

const test = testWithOwnServer({ MIXSTAGE_SAMPLE: 'ask' });
test.use({ role: 'nobody', expectedComplaints: [/(?:join|sign-in).*status of 40[0149]/] });
// The second story needs the admin of the first.
test.describe.configure({ mode: 'serial' });

test('the first admin arrives by the printed link, chooses a workspace, and the link works once', async ({
  page,
  server,
}) => {
  const printedLink = () => /(http:\/\/\S+\/join#\S+)/.exec(server.output())?.[1] ?? '';
  await expect.poll(printedLink, { timeout: 30_000 }).not.toBe('');

  await test.step('the link makes the first admin', async () => {
    await page.goto(printedLink());
    await expect(page.getByRole('heading', { name: 'Set up Mixstage' })).toBeVisible();
    await page.getByLabel('Name').fill('Ada Admin');
    await page.getByLabel('E-mail address').fill('ada@mixstage.test');
    await page.getByLabel('Password', { exact: true }).fill('a password for ada');
    await page.getByLabel('Password again').fill('another one');
    await expect(page.getByText('The two passwords are not the same.')).toBeVisible();
    await page.getByLabel('Password again').fill('a password for ada');
    await page.getByRole('button', { name: 'Create the admin account' }).click();
  });

  await test.step('the first question is what to begin with', async () => {
    await expect(page.getByRole('heading', { name: 'How do you want to begin?' })).toBeVisible();
    await page.getByRole('radio', { name: 'With an empty workspace' }).click();
    await page.getByRole('button', { name: 'Begin' }).click();
  });

  await test.step('the overview leads on', async () => {
    await expect(page.getByRole('heading', { name: 'First steps' })).toBeVisible();
    await expect(page.getByText('0 of 6 done')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Account of Ada Admin' })).toBeVisible();
  });

  await test.step('the used link is refused', async () => {
    const stranger = await page.context().browser()?.newPage();
    if (!stranger) throw new Error('The browser is gone.');
    await stranger.goto(printedLink());
    await expect(stranger.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
    await expect(stranger.getByRole('button', { name: /Create/ })).toBeHidden();
    await stranger.close();
  });
});

test('whoever is not signed in is asked to, and led back to where they wanted to go', async ({ page }) => {
  await page.goto('/releases/history?at=2026-03-03T14:00');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('E-mail address').fill('ada@mixstage.test');
  await page.getByLabel('Password').fill('not her password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(/do not belong together/)).toBeVisible();
  await page.getByLabel('Password').fill('a password for ada');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
  await expect(page).toHaveURL(/at=2026-03-03/);
});
