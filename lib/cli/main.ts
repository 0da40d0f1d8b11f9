import path from 'node:path';
import { systemActor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { databaseUrl } from '@/lib/db/database-address';
import { migrate } from '@/lib/db/migrate';
import { env } from '@/lib/foundation/env';
import { toMixstageError } from '@/lib/foundation/errors';
import { log, setLogLevel, setLogSink } from '@/lib/foundation/log';
import { type Command, type CommandInput, type CommandOutput, UsageError } from './command';
import { commandList } from './command-list';
import { commandHelp, findCommandName, overviewHelp, type ParsedLine, parseCommandLine } from './parse-command-line';
import { progressPrinter } from './print-progress';

/** Exit statuses are a promise: done, refused or failed, wrong usage. */
const done = 0;
const refused = 1;
const wrongUsage = 2;

/** Runs one command line and returns its exit status. */
export async function main(words: readonly string[]): Promise<number> {
  // Standard output belongs to the data; what a job failed with is told in words below.
  setLogSink((_level, line) => {
    if (!line.includes('"event":"job.attempt_failed"')) process.stderr.write(`${line}\n`);
  });
  const name = findCommandName(words, Object.keys(commandList));
  const load = name === undefined ? undefined : commandList[name];
  if (name === undefined || !load) return overview(words);
  const { command } = await load();
  try {
    const parsed = parseCommandLine(command, words.slice(name.split(' ').length));
    if (parsed.isHelp) {
      write(commandHelp(name, command));
      return done;
    }
    return await runCommand(command, parsed);
  } catch (error) {
    if (!(error instanceof UsageError)) return tellError(error);
    process.stderr.write(`${error.message}\n\n${commandHelp(name, command)}\n`);
    return wrongUsage;
  }
}

const write = (text: string) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);

async function overview(words: readonly string[]): Promise<number> {
  const asked = words.length === 0 || words.includes('--help') || words.includes('-h') || words[0] === 'help';
  const summaries = await Promise.all(
    Object.entries(commandList).map(async ([name, load]) => [name, (await load()).command.summary] as [string, string]),
  );
  const help = overviewHelp(summaries);
  if (asked) write(help);
  else process.stderr.write(`There is no command "${words.slice(0, 2).join(' ')}".\n\n${help}\n`);
  return asked && words.length > 0 ? done : wrongUsage;
}

async function runCommand(command: Command, parsed: ParsedLine): Promise<number> {
  setLogLevel(env().MIXSTAGE_LOG_LEVEL === 'info' ? 'warn' : env().MIXSTAGE_LOG_LEVEL);
  const usesDatabase = command.usesDatabase ?? true;
  if (usesDatabase) await migrate(databaseUrl(env()), path.join(env().projectDir, 'prisma/migrations'));
  const progress = progressPrinter();
  const abort = new AbortController();
  const stop = () => {
    if (abort.signal.aborted) process.exit(130);
    process.stderr.write('\nStopping; press Ctrl-C again to leave at once.\n');
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const output = await command.run(commandInput(parsed, abort.signal, progress.print));
    progress.end();
    print(output, parsed.isJson);
    return output.isRefused ? refused : done;
  } finally {
    progress.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    if (usesDatabase) await db().$disconnect();
  }
}

function commandInput(parsed: ParsedLine, signal: AbortSignal, progress: CommandInput['progress']): CommandInput {
  const { args, values, isJson } = parsed;
  const texts = (option: string) => {
    const value = values[option];
    return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  };
  return {
    actor: systemActor('command line'),
    args,
    text: (option) => texts(option).at(-1),
    texts,
    has: (option) => values[option] === true,
    isJson,
    signal,
    progress,
    remark: (text) => void process.stderr.write(`${text}\n`),
  };
}

function print(output: CommandOutput, isJson: boolean): void {
  if (isJson) write(JSON.stringify(output.data, jsonValue, 2));
  else if (output.text !== '') write(output.text);
}

const jsonValue = (_key: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

/** Words and a hint for the person; the stack only for what is our own fault. */
function tellError(error: unknown): number {
  const typed = toMixstageError(error);
  const { issues = [], hint } = typed.details;
  process.stderr.write(`${typed.message}\n`);
  for (const issue of issues.slice(0, 20)) process.stderr.write(`  ${issue.path}: ${issue.message}\n`);
  if (issues.length > 20) process.stderr.write(`  ... and ${issues.length - 20} more\n`);
  for (const { code, message } of typed.details.blockers ?? []) process.stderr.write(`  [${code}] ${message}\n`);
  if (hint) process.stderr.write(`${hint}\n`);
  if (typed.code === 'internal') log.error('command.failed', {}, typed.cause ?? typed);
  return refused;
}

// Set here and not by process.exit, so that a pipe receives everything that was written.
process.exitCode = await main(process.argv.slice(2));
