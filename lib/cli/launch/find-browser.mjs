// Finds or installs a Chromium for the end-to-end tests: the system's, else Playwright's own, else Debian's package.
import { accessSync, constants, readFileSync } from 'node:fs';
import { inProject, LaunchError } from './project.mjs';
import { run } from './run-command.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The Chromium of this machine, or undefined. */
export function systemBrowser(env = process.env) {
  if (env.PLAYWRIGHT_CHROMIUM) {
    if (isExecutable(env.PLAYWRIGHT_CHROMIUM)) return env.PLAYWRIGHT_CHROMIUM;
    throw new LaunchError(
      `PLAYWRIGHT_CHROMIUM names ${env.PLAYWRIGHT_CHROMIUM}, which cannot be run.`,
      'Correct or unset it.',
    );
  }
  return places.find(isExecutable);
}

const isDebian = () => {
  try {
    return /^ID(?:_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
};

/**
 * @returns what tests set as PLAYWRIGHT_CHROMIUM: a path, or undefined for Playwright's own browser
 * @throws LaunchError saying how to install one
 */
export async function findBrowser(steps) {
  const system = systemBrowser();
  if (system) return system;
  const playwright = inProject('node_modules/@playwright/test/cli.js');
  const own = await steps.run("Getting Playwright's Chromium", () =>
    run(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'pipe' }),
  );
  if (own.code === 0) return undefined;
  if (isDebian() && process.getuid?.() === 0) {
    await steps.run("Getting Debian's Chromium", async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['update', '-qq'], { stdio: 'pipe', env });
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'pipe', env });
    });
    const debian = systemBrowser();
    if (debian) return debian;
  }
  throw new LaunchError(
    'There is no Chromium, and none could be downloaded.',
    'Install Chromium, or set PLAYWRIGHT_CHROMIUM to the path of one.',
  );
}
