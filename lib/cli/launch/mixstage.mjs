// npm run mixstage -- <command>: brings packages and bundles up to date, finds or starts the database, runs the command.
import './require-node.mjs';
import { spawn } from 'node:child_process';
import { runningDatabase, startDatabase } from './embedded-database.mjs';
import { prepareProcesses } from './prepare.mjs';
import { inProject, projectDir, readSettings } from './project.mjs';
import { failWith, stepPrinter } from './steps.mjs';
import { endChild } from './supervise.mjs';

const steps = stepPrinter((line) => console.error(line));

async function main() {
  const settings = readSettings();
  await prepareProcesses(steps);
  const args = process.argv.slice(2);
  const env = {
    ...process.env,
    MIXSTAGE_DATA_DIR: settings.dataDir,
    MIXSTAGE_PROJECT_DIR: projectDir,
    NODE_ENV: process.env.NODE_ENV || 'production',
  };
  const needsDatabase =
    args.length > 0 && !args.includes('--help') && !args.includes('-h') && !withoutDatabase.includes(args[0]);
  let own;
  if (needsDatabase && settings.databaseUrl === undefined && (await runningDatabase(settings.dataDir)) === undefined) {
    own = await startDatabase(env);
  }
  const code = await runCommand(args, env);
  if (own) await endChild(own.child, 20_000);
  process.exit(code);
}

/** Commands that do not look at the data folder's database. */
const withoutDatabase = ['help', 'metrics', 'bench'];

function runCommand(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', inProject('dist/cli.mjs'), ...args], {
      env,
      stdio: 'inherit',
      cwd: process.env.INIT_CWD || process.cwd(),
    });
    // The terminal sends Ctrl-C to the command as well; it decides how to end, and this process waits for it.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

try {
  await main();
} catch (error) {
  failWith(error);
}
