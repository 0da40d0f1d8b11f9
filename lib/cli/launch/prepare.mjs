// Brings packages, generated code, bundles and the web build up to date; each step is skipped when nothing it reads has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fingerprint, inProject, LaunchError, projectDir } from './project.mjs';
import { npmCommand, run, runOrFail } from './run-command.mjs';

const readText = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Whether every package of package-lock.json is installed in its version; packages of other platforms do not count. */
export function isInstalled() {
  const wanted = JSON.parse(readText(inProject('package-lock.json')) ?? '{}').packages ?? {};
  const installed = JSON.parse(readText(inProject('node_modules/.package-lock.json')) ?? '{}').packages;
  if (!installed) return false;
  return Object.entries(wanted).every(([name, { version, optional, devOptional, link }]) => {
    if (name === '' || link) return true;
    const found = installed[name]?.version;
    return found === version || (found === undefined && (optional || devOptional));
  });
}

/** Two commands started at once must not install at once; a lock older than half an hour was left by a crash. */
async function withInstallLock(work) {
  const lock = path.join(
    os.tmpdir(),
    `mixstage-install-${createHash('sha256').update(projectDir).digest('hex').slice(0, 16)}`,
  );
  for (let waitedS = 0; ; waitedS++) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const ageMs = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
      if (ageMs > 1_800_000) rmSync(lock, { recursive: true, force: true });
      else if (waitedS > 900)
        throw new LaunchError(
          'Another command has been installing packages for 15 minutes.',
          `Wait for it, or remove the folder ${lock}.`,
        );
      else await pause(1000);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

export async function installPackages(steps) {
  if (isInstalled()) return;
  await withInstallLock(async () => {
    if (isInstalled()) return;
    await steps.run('Installing packages (npm ci)', async () => {
      const npm = npmCommand();
      const args = [...npm.args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
      // Nothing here needs an install script; the runtime of ONNX would download what it already contains.
      const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
      const { code } = await run(npm.command, args, { env });
      if (code !== 0)
        throw new LaunchError(
          'npm ci failed; its own words stand above.',
          'Check the network or the registry setting of npm and run the command again.',
        );
    });
  });
}

const webSources = ['app', 'components', 'lib', 'public', 'prisma/schema', 'package-lock.json', 'tsconfig.json'];
const webConfiguration = [
  'next.config.ts',
  'postcss.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
];

/** Each step: what it reads, what it makes, and the file that remembers what it read. */
const parts = {
  client: {
    name: 'Generating the database client',
    inputs: ['prisma/schema', 'prisma.config.ts', 'package-lock.json'],
    stamp: 'prisma/generated/.stamp',
    products: ['prisma/generated/client.ts'],
    work: async () => (await import('./generate.mjs')).generate(),
  },
  processes: {
    name: 'Bundling the processes',
    inputs: ['lib', 'prisma/schema', 'package-lock.json', 'tsconfig.json'],
    stamp: 'dist/.stamp',
    products: ['dist/cli.mjs', 'dist/database.mjs', 'dist/worker.mjs'],
    work: async () => (await import('./bundle.mjs')).bundle(),
  },
  web: {
    name: 'Building the web application (about a minute)',
    inputs: [...webSources, ...webConfiguration],
    stamp: '.next/mixstage-stamp',
    products: ['.next/BUILD_ID'],
    work: () =>
      runOrFail('The web build', process.execPath, [inProject('node_modules/next/dist/bin/next'), 'build'], {
        env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      }),
  },
};

/** Runs a step unless its stamp holds the fingerprint of its inputs. */
async function unlessFresh(steps, { name, inputs, stamp, products, work }) {
  const wanted = fingerprint(inputs);
  if (readText(inProject(stamp)) === wanted && products.every((product) => existsSync(inProject(product)))) return;
  rmSync(inProject(stamp), { force: true });
  await steps.run(name, work);
  writeFileSync(inProject(stamp), wanted);
}

/** The stamps of a project that is up to date, for the test of the launcher. */
export const stampsNow = () => Object.values(parts).map(({ stamp, inputs }) => [inProject(stamp), fingerprint(inputs)]);

export const generateClient = (steps) => unlessFresh(steps, parts.client);
export const bundleProcesses = (steps) => unlessFresh(steps, parts.processes);
export const buildWeb = (steps) => unlessFresh(steps, parts.web);

/** Everything that the command line needs. */
export async function prepareProcesses(steps) {
  await installPackages(steps);
  await generateClient(steps);
  await bundleProcesses(steps);
}
