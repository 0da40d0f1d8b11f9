import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));
const executablePath = process.env.PLAYWRIGHT_CHROMIUM || installed;

/**
 * `npm test` runs the stories that have passed from end to end; `npm run e2e` runs all of them, those still being proven
 * included. A story moves over by leaving these two lists.
 */
const runsAll = process.env.MIXSTAGE_E2E === 'all';
const filesBeingProven = [
  'accessibility.spec.ts',
  'clients.spec.ts',
  'stage-grid.spec.ts',
  'studies.spec.ts',
  'training.spec.ts',
  'users.spec.ts',
];
const storiesBeingProven =
  /is refused by every page|a mix becomes a candidate|the playground shows|another release is promoted|the history tells/;

const ownStories = ['first-run.spec.ts', 'operator-journey.spec.ts', 'users.spec.ts', 'role-walls.spec.ts'];

/** One real server for all stories, one browser at a time: stories change what is live. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
  globalSetup: './fixtures/global-setup.ts',
  workers: 1,
  retries: process.env.CI ? 2 : 0,
  ...(runsAll ? {} : { testIgnore: filesBeingProven, grepInvert: storiesBeingProven }),
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  // The sample workspace is installed in the background while the stories run that do not need it.
  projects: [
    {
      name: 'own workspace',
      testMatch: runsAll ? ownStories : ownStories.filter((file) => !filesBeingProven.includes(file)),
    },
    { name: 'sample workspace', testIgnore: runsAll ? ownStories : [...ownStories, ...filesBeingProven] },
  ],
  use: {
    // The set-up starts the server and leaves its address here, before the workers begin.
    baseURL: process.env.MIXSTAGE_E2E_URL,
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    },
  },
});
