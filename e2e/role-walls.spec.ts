import { expect, sessionFolder, test } from './fixtures/console-test';
import { newClient, sessionOf } from './fixtures/sign-in';

/** What only operators and admins may open. */
const operatorPages = ['/training', '/indexes', '/playground', '/releases/new', '/jobs', '/keys', '/audit', '/users'];
/** What stakeholders may read as well: the records that their report names. */
const recordPages = ['/datasets', '/checkpoints', '/evaluations', '/studies', '/releases', '/applications'];
const operatorRequests = [
  '/api/trainings',
  '/api/indexes',
  '/api/jobs',
  '/api/keys',
  '/api/audit',
  '/api/mixer',
  '/api/playground',
  '/api/users',
];
const recordRequests = recordPages.map((address) => `/api${address}`);
const walls = {
  annotator: {
    home: /\/judge$/,
    pages: [...operatorPages, ...recordPages, '/stage-grid', '/report'],
    requests: [...operatorRequests, ...recordRequests, '/api/live', '/api/report'],
  },
  stakeholder: { home: /\/report$/, pages: operatorPages, requests: operatorRequests },
} as const;
const placeNames = ['Datasets', 'Checkpoints', 'Indexes', 'Playground', 'Releases', 'Applications', 'Jobs', 'Users'];

for (const role of ['annotator', 'stakeholder'] as const) {
  const { home, pages, requests } = walls[role];
  test.describe(`a ${role}`, () => {
    // The browser reports every refused request.
    test.use({ role, expectedComplaints: [/status of 403/] });

    test('begins at the own place and is not shown the places of operators', async ({ page }) => {
      await page.goto('/');
      await expect(page).toHaveURL(home);
      for (const name of placeNames) await expect(page.getByRole('link', { name, exact: true })).toBeHidden();
    });

    test('is refused by every page that is not theirs and learns nothing there', async ({ page }) => {
      for (const address of pages) {
        await page.goto(address);
        await expect(page.getByText('Your role does not allow this').first(), address).toBeVisible();
        await expect(page.getByRole('cell'), `${address} shows no record`).toHaveCount(0);
      }
    });

    test('is refused by the requests of operators and admins with 403', async ({ baseURL }) => {
      const url = baseURL ?? '';
      const client = await newClient(url, await sessionOf(url, role, sessionFolder()));
      for (const address of requests) {
        const reply = await client.get(address);
        expect(reply.status(), address).toBe(403);
        expect(reply.headers()['content-type'], address).toContain('application/problem+json');
        expect(await reply.json(), address).toMatchObject({ status: 403, code: 'forbidden' });
      }
      const changes: [address: string, data: object][] = [
        ['/api/users/invite', { name: 'Mallory', email: 'mallory@mixstage.test', role: 'admin' }],
        ['/api/releases/rollback', { toReleaseId: 'any', expectedVersion: 1, reason: 'mischief' }],
        ['/api/applications', { name: 'Mine', instruction: '', corpusHash: null, budget: 10, depth: 5 }],
        ['/api/uploads', {}],
      ];
      for (const [address, data] of changes) expect((await client.post(address, { data })).status(), address).toBe(403);
      await client.dispose();
    });
  });
}

test.describe('an operator', () => {
  test.use({ role: 'operator', expectedComplaints: [/status of 403/] });

  test('reads releases, and cannot invite people', async ({ page, baseURL }) => {
    await page.goto('/releases');
    await expect(page.getByRole('link', { name: 'Mix a release' }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'Users', exact: true })).toBeHidden();
    const url = baseURL ?? '';
    const client = await newClient(url, await sessionOf(url, 'operator', sessionFolder()));
    expect((await client.get('/api/users')).status()).toBe(403);
    expect((await client.get('/api/releases')).status()).toBe(200);
    await client.dispose();
  });
});

test('a request without a session or a key is refused with 401', async ({ baseURL }) => {
  const client = await newClient(baseURL ?? '');
  for (const address of operatorRequests) expect((await client.get(address)).status(), address).toBe(401);
  const asked = await client.post('/v1/retrieve', { data: { query: 'deposit' } });
  expect(asked.status()).toBe(401);
  await client.dispose();
});
