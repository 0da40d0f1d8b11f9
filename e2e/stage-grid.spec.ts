import { attachPicture } from './fixtures/console-test';
import { liveNumber, promote, rollBackTo } from './fixtures/release-steps';
import { expect, test } from './fixtures/sample-test';

test.use({ role: 'operator' });

test('a grid is measured, one of its cells becomes a candidate with evidence, goes live and comes back', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await test.step('the later stages of both components, each with each', async () => {
    await page.goto('/stage-grid');
    const early = page.getByRole('checkbox', { name: /base|stage-1/ });
    await expect(early).toHaveCount(4);
    for (const checkbox of await early.all()) await checkbox.uncheck();
    await page.getByLabel('Retrieval budgets K').fill('10');
    await page.getByLabel('Depths N').fill('5');
    await expect(page.getByText(/\d+ rows × \d+ columns: \d+ cells/)).toBeVisible();
    await page.getByRole('button', { name: 'Start the grid' }).click();
    await page.getByRole('link', { name: 'Open the result' }).click({ timeout: 200_000 });
    await expect(page.getByText(/is best: /)).toBeVisible();
    await attachPicture(page, 'grid');
  });

  const before = await liveNumber(page);
  let number = 0;
  await test.step('a cell that is not live becomes a candidate', async () => {
    const cells = page.getByRole('button', { name: /95 % interval/ });
    await expect(cells.first()).toBeVisible();
    const names = await cells.evaluateAll((buttons) => buttons.map((button) => button.ariaLabel ?? ''));
    const free = names.filter((name) => !/, live$|, live,/.test(name));
    const chosen = free.find((name) => /not distinguishable|best/.test(name)) ?? free[0] ?? '';
    await page.getByRole('button', { name: chosen, exact: true }).click();
    await page.getByRole('button', { name: 'Create candidate' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Cannot be told from the best and is simpler to run.');
    await dialog.getByRole('button', { name: 'Create candidate' }).click();
    const heading = page.getByRole('heading', { level: 1, name: /^Release \d+$/ });
    await expect(heading).toBeVisible();
    number = Number((await heading.textContent())?.replace(/\D/g, ''));
    await expect(page.getByText('No evaluation and no study is attached.')).toBeHidden();
  });

  await test.step('it goes live and comes back', async () => {
    await promote(page, number, 'The grid was read and the doubts were weighed.');
    await expect.poll(() => liveNumber(page)).toBe(number);
    await rollBackTo(page, before, 'Back to what was live before this story.');
    await expect.poll(() => liveNumber(page)).toBe(before);
  });
});
