import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));
const executablePath = process.env.PLAYWRIGHT_CHROMIUM || installed;

const ownStories = ['first-run.spec.ts', 'operator-journey.spec.ts', 'users.spec.ts', 'role-walls.spec.ts'];

/** One real server for all stories, one browser at a time: stories change what is live. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
  globalSetup: './fixtures/global-setup.ts',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  // The sample workspace is installed in the background while the stories run that do not need it.
  projects: [
    { name: 'own workspace', testMatch: ownStories },
    { name: 'sample workspace', testIgnore: ownStories },
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
