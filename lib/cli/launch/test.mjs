// npm test [-- types|lint|unit|postgres|e2e ...]: installs what it needs and runs every check; the last line adds them up.
import './require-node.mjs';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findBrowser } from './find-browser.mjs';
import { buildWeb, bundleProcesses, generateClient, installPackages } from './prepare.mjs';
import { findPostgres, startPrivatePostgres } from './private-postgres.mjs';
import { inProject, LaunchError } from './project.mjs';
import { run } from './run-command.mjs';
import { stepPrinter } from './steps.mjs';
import { addCounts, countsLine, noCounts, playwrightCounts, stepCounts, vitestCounts } from './test-counts.mjs';

const steps = stepPrinter();
const total = noCounts();
const reports = mkdtempSync(path.join(os.tmpdir(), 'mixstage-test-'));
const node = (script, ...args) => [process.execPath, [inProject('node_modules', script), ...args]];
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: process.env.FORCE_COLOR ?? '0' };

const parts = { types: checkTypes, lint: checkFormat, unit: runUnit, postgres: runOnPostgres, e2e: runStories };

/** Runs one part; whatever it throws is told and counts as one failure, and the other parts still run. */
async function part(name, work) {
  steps.say(`▸ ${name} ...`);
  const started = performance.now();
  const counts = await work().catch((error) => {
    console.error(`✗ ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`);
    return stepCounts(1);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  steps.say(`${counts.failed > 0 ? '✗' : '✓'} ${name}: ${countsLine(counts)} (${seconds} s)`);
  addCounts(total, counts);
}

async function checkTypes() {
  const [command, generateRoutes] = node('next/dist/bin/next', 'typegen');
  const routes = existsSync(inProject('app')) ? await run(command, generateRoutes, { env }) : { code: 0 };
  const types = await run(...node('typescript/lib/tsc.js', '--noEmit', '-p', '.'), { env });
  return stepCounts(routes.code || types.code);
}

async function checkFormat() {
  const { code } = await run(...node('@biomejs/biome/bin/biome', 'check', '.'), { env });
  return stepCounts(code);
}

async function vitest(name, files, extraEnv = {}) {
  const report = path.join(reports, `${name}.json`);
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files];
  const { code } = await run(...node('vitest/vitest.mjs', ...args), { env: { ...env, ...extraEnv } });
  return vitestCounts(report, code);
}

function runUnit() {
  const { TEST_DATABASE_URL: _, ...rest } = env;
  return vitest('unit', [], { ...rest, TEST_DATABASE_URL: '' });
}

/** The test files that open a database, found by what they import. */
function databaseTests() {
  const files = ['lib', 'app'].flatMap((folder) =>
    existsSync(inProject(folder))
      ? readdirSync(inProject(folder), { recursive: true }).map((name) => `${folder}/${name}`)
      : [],
  );
  const tests = files.filter((file) => /\.test\.ts$/.test(file));
  return tests.filter((file) => /testing\/test-database'/.test(readFileSync(inProject(file), 'utf8')));
}

async function runOnPostgres() {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return vitest('postgres', databaseTests(), { TEST_DATABASE_URL: given });
  const bin = findPostgres();
  if (!bin) {
    steps.say(
      '  No PostgreSQL server is installed and TEST_DATABASE_URL is not set: the database tests ran on the embedded one only.',
    );
    return noCounts();
  }
  const server = await startPrivatePostgres(bin);
  try {
    return await vitest('postgres', databaseTests(), { TEST_DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

async function runStories() {
  const config = 'e2e/playwright.config.ts';
  if (!existsSync(inProject(config))) {
    steps.say(`  There is no ${config}: no end-to-end test ran.`);
    return noCounts();
  }
  const browser = await findBrowser(steps);
  await buildWeb(steps);
  const report = path.join(reports, 'e2e.json');
  const { code } = await run(...node('@playwright/test/cli.js', 'test', '-c', config, '--reporter=list,json'), {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report, ...(browser ? { PLAYWRIGHT_CHROMIUM: browser } : {}) },
  });
  return playwrightCounts(report, code);
}

const names = {
  types: 'Types',
  lint: 'Format and lint',
  unit: 'Unit and integration tests',
  postgres: 'Database tests on PostgreSQL',
  e2e: 'End-to-end tests',
};

async function main() {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in parts));
  if (unknown)
    throw new LaunchError(
      `There is no part "${unknown}" of the tests.`,
      `Choose from ${Object.keys(parts).join(', ')}, or give none to run all.`,
    );
  await installPackages(steps);
  await generateClient(steps);
  await bundleProcesses(steps);
  for (const [name, work] of Object.entries(parts)) {
    if (asked.length === 0 || asked.includes(name)) await part(names[name], work);
  }
}

try {
  await main();
} catch (error) {
  console.error(`✗ ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`);
  addCounts(total, stepCounts(1));
}
rmSync(reports, { recursive: true, force: true });
console.log(countsLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;
