import type { APIRequestContext } from '@playwright/test';
import {
  expectAccessible,
  expectGoodEverywhere,
  expectNoSidewaysScroll,
  phone,
  waitUntilSettled,
} from './fixtures/check-page';
import { expect, test } from './fixtures/sample-test';

test.use({ role: 'admin' });

type Api = APIRequestContext;

async function first(api: Api, address: string, list: string, wanted: (row: Row) => boolean = () => true) {
  const rows = ((await (await api.get(address)).json()) as Record<string, Row[]>)[list];
  return rows?.find(wanted)?.id;
}
type Row = { id: string; kind?: string; state?: string };

const fixedPlaces: Record<string, string> = {
  Overview: '/',
  Datasets: '/datasets',
  'Import a dataset': '/datasets?import=open',
  Checkpoints: '/checkpoints',
  'Import a checkpoint': '/checkpoints?import=open',
  Indexes: '/indexes',
  Playground: '/playground?q=my+landlord+keeps+the+deposit&two=1',
  'Compare checkpoints': '/checkpoints/compare',
  Training: '/training',
  'Start a training': '/training/new',
  Evaluations: '/evaluations',
  'New evaluation': '/evaluations/new',
  'Compare evaluations': '/evaluations/compare',
  'Stage grid': '/stage-grid',
  Studies: '/studies',
  'New study': '/studies/new',
  Releases: '/releases',
  'Mix a release': '/releases/new',
  'Compare releases': '/releases/compare',
  History: '/releases/history?at=2100-01-01T10:00',
  Applications: '/applications',
  Jobs: '/jobs',
  Users: '/users',
  Keys: '/keys',
  Audit: '/audit',
  Account: '/account',
  'API reference': '/api-reference',
  Report: '/report',
};

const evaluation = (kind: string) => async (api: Api) =>
  page('/evaluations/', await first(api, `/api/evaluations?kind=${kind}`, 'evaluations'));
const page = (prefix: string, id: string | undefined, suffix = '') => (id ? `${prefix}${id}${suffix}` : undefined);
const isClosed = (row: Row) => row.state === 'closed';

/** Pages of one record; some kinds of record may be missing from the sample. */
const recordPlaces: Record<string, (api: Api) => Promise<string | undefined>> = {
  'A dataset': async () => '/datasets/orvane',
  'Documents of a dataset': async () => '/datasets/orvane?tab=documents',
  'Queries of a dataset': async () => '/datasets/orvane?tab=queries',
  'A checkpoint': async (api) => page('/checkpoints/', await first(api, '/api/checkpoints', 'checkpoints')),
  'Lineage of a checkpoint': async (api) =>
    page('/checkpoints/', await first(api, '/api/checkpoints', 'checkpoints'), '?tab=lineage'),
  'A release': async (api) => page('/releases/', await first(api, '/api/releases', 'releases')),
  'An application': async (api) => page('/applications/', await first(api, '/api/applications', 'applications')),
  'A job': async (api) => page('/jobs/', await first(api, '/api/jobs', 'jobs')),
  'A stage grid': evaluation('grid'),
  'An evaluation of a component': evaluation('component'),
  'A closed study': async (api) => page('/studies/', await first(api, '/api/studies', 'studies', isClosed)),
  'The report of a study': async (api) =>
    page('/studies/', await first(api, '/api/studies', 'studies', isClosed), '/report'),
};

for (const [name, address] of Object.entries(fixedPlaces)) {
  test(`${name}: good by axe in light and dark, and fits a phone`, async ({ page }) => {
    await expectGoodEverywhere(page, address);
  });
}

for (const [name, find] of Object.entries(recordPlaces)) {
  test(`${name}: good by axe in light and dark, and fits a phone`, async ({ page, operatorApi }) => {
    const address = await find(operatorApi);
    expect(address, 'the sample has such a record').toBeDefined();
    await expectGoodEverywhere(page, address ?? '');
  });
}

const inChinese: Record<string, { address: string; heading: string }> = {
  Overview: { address: '/', heading: '概览' },
  Playground: { address: '/playground?q=my+landlord+keeps+the+deposit', heading: '试验台' },
  Releases: { address: '/releases', heading: '发布版本' },
  Checkpoints: { address: '/checkpoints', heading: '检查点' },
  'Stage grid': { address: '/stage-grid', heading: '阶段网格' },
  Studies: { address: '/studies', heading: '盲评研究' },
  Report: { address: '/report', heading: '报告' },
};

test.describe('in Chinese', () => {
  test.beforeEach(({ context, baseURL }) =>
    context.addCookies([{ name: 'mixstage_locale', value: 'zh', url: baseURL ?? '' }]),
  );
  for (const [name, { address, heading }] of Object.entries(inChinese)) {
    test(`${name}: Chinese throughout, good by axe, and fits a phone`, async ({ page }) => {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await waitUntilSettled(page);
      expect(await page.evaluate(() => document.documentElement.lang)).toMatch(/^zh/);
      await expectAccessible(page);
      await page.setViewportSize(phone);
      await waitUntilSettled(page);
      await expectNoSidewaysScroll(page);
    });
  }
});

test.describe('before signing in', () => {
  test.use({ role: 'nobody', expectedComplaints: [/status of 40[04]/] });
  for (const [name, address] of Object.entries({ 'Sign in': '/sign-in', 'A wrong link': '/join#nothing' })) {
    test(`${name}: good by axe in light and dark, and fits a phone`, async ({ page }) => {
      await expectGoodEverywhere(page, address);
    });
  }
});

test.describe('an unknown address', () => {
  test.use({ expectedComplaints: [/status of 404/] });
  test('says so in words and leads home', async ({ page }) => {
    await page.goto('/nothing-here');
    await expect(page.getByText('There is nothing at this address')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await expect(page).toHaveURL(/\/$/);
  });
});
