// npm start: brings everything up to date, starts database, web and worker, prints the address, and ends them in order.
import './require-node.mjs';
import { existsSync } from 'node:fs';
import { checkDatabaseUrl, checkDataFolder, freePort } from './check-surroundings.mjs';
import { superviseDatabase } from './embedded-database.mjs';
import { buildWeb, prepareProcesses } from './prepare.mjs';
import { inProject, LaunchError, projectDir, readSettings } from './project.mjs';
import { run } from './run-command.mjs';
import { failWith, stepPrinter } from './steps.mjs';
import { startChild, supervise } from './supervise.mjs';

const isDev = process.argv.includes('--dev');
const steps = stepPrinter();

/** Stops what was started, last first. */
const running = [];
let isStopping = false;
async function stopAll(exitCode) {
  if (isStopping) return;
  isStopping = true;
  steps.say('▸ Stopping ...');
  for (const part of running.reverse()) await part.stop();
  steps.say('✓ Stopped.');
  process.exit(exitCode);
}

async function main() {
  const settings = readSettings();
  const isEmbedded = settings.databaseUrl === undefined;
  checkDataFolder(settings.dataDir, isEmbedded);
  const port = await freePort(settings.port, settings.host);
  if (!isEmbedded) await checkDatabaseUrl(settings.databaseUrl);
  await prepareProcesses(steps);
  const hasWeb = existsSync(inProject('app'));
  if (hasWeb && !isDev) await buildWeb(steps);

  const env = {
    ...process.env,
    PORT: String(port),
    HOST: settings.host,
    MIXSTAGE_DATA_DIR: settings.dataDir,
    MIXSTAGE_PROJECT_DIR: projectDir,
    NODE_ENV: isDev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_MANUAL_SIG_HANDLE: 'true',
  };
  process.on('SIGINT', () => void stopAll(0));
  process.on('SIGTERM', () => void stopAll(0));

  if (isEmbedded) {
    const restartOthers = () => {
      for (const part of running) void part.restart?.();
    };
    const database = await steps.run('Starting the embedded database', () =>
      superviseDatabase({ env, say: steps.say, onMoved: restartOthers }),
    );
    running.push(database);
  }
  await steps.run('Applying migrations', () => migrate(env));
  const worker = supervise({
    name: 'worker',
    say: steps.say,
    patienceMs: 30_000,
    start: () => startChild([inProject('dist/worker.mjs')], env),
  });
  running.push(worker);
  const webArgs = [
    inProject('lib/cli/launch/web-process.mjs'),
    isDev ? 'dev' : 'start',
    '-p',
    String(port),
    '-H',
    settings.host,
  ];
  const web = supervise({ name: 'web', say: steps.say, patienceMs: 45_000, start: () => startChild(webArgs, env) });
  running.push(web);
  const isReady = await steps.run('Starting the web server', () => waitForHealth(web, settings.host, port));
  if (!isReady) return;
  steps.say(`\nMixstage is ready: ${env.MIXSTAGE_BASE_URL || `http://localhost:${port}`}`);
  await printSetupLink(env);
  steps.say('Stop it with Ctrl-C.');
}

async function migrate(env) {
  const { code, output } = await run(process.execPath, [inProject('dist/cli.mjs'), 'migrate'], { env, stdio: 'pipe' });
  if (code !== 0) throw new LaunchError(`The migrations could not be applied.\n${output.trimEnd()}`);
}

/** While nobody has an account, the link with which the first admin makes one. */
async function printSetupLink(env) {
  const args = [inProject('dist/cli.mjs'), 'setup-link', '--json'];
  const { code, stdout, output } = await run(process.execPath, args, { env, stdio: 'pipe' });
  if (code !== 0) {
    steps.say(`✗ The set-up link could not be made: ${output.trim()}`);
    return;
  }
  const { url } = JSON.parse(stdout);
  if (url)
    steps.say(`Nobody has an account yet. Create the first admin with this link (once, within 24 hours):\n  ${url}`);
}

const loopback = (host) =>
  host === '0.0.0.0' || host === '' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;

async function waitForHealth(web, host, port) {
  const limitMs = isDev ? 180_000 : 60_000;
  const started = performance.now();
  while (performance.now() - started < limitMs) {
    if (isStopping) return false;
    if (web.failures >= 3)
      throw new LaunchError('The web server ended three times before it answered.', 'Its log above says why.');
    const isUp = await fetch(`http://${loopback(host)}:${port}/health`, { signal: AbortSignal.timeout(20_000) }).then(
      (reply) => reply.ok,
      () => false,
    );
    if (isUp) return true;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new LaunchError(
    `The web server did not answer within ${limitMs / 1000} seconds (process ${web.child.pid}).`,
    'Its log above says why. GET /health should answer 200.',
  );
}

try {
  await main();
} catch (error) {
  for (const part of running.reverse()) await part.stop();
  failWith(error);
}
