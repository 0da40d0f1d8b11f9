import { parseArgs } from 'node:util';
import { type Command, type CommandOption, UsageError } from './command';

/** The command that the words begin with: two words win over one. */
export function findCommandName(words: readonly string[], names: readonly string[]): string | undefined {
  const two = words.slice(0, 2).join(' ');
  return names.find((name) => name === two) ?? names.find((name) => name === words[0]);
}

export type ParsedLine = {
  args: string[];
  values: Record<string, string | boolean | string[] | undefined>;
  isJson: boolean;
  isHelp: boolean;
};

const everywhere: Record<string, CommandOption> = {
  json: { help: 'print the data as JSON' },
  help: { help: 'show this help' },
};

/**
 * Parses the words after the name of a command.
 *
 * @throws {UsageError} for an unknown option, a missing value, or a wrong number of arguments
 */
export function parseCommandLine(command: Command, words: readonly string[]): ParsedLine {
  const described = { ...command.options, ...everywhere };
  const options = Object.fromEntries(
    Object.entries(described).map(([name, { value, isRepeatable }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: isRepeatable ?? false },
    ]),
  );
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: words.map((word) => (word === '-h' ? '--help' : word)),
      options,
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const values = parsed.values as ParsedLine['values'];
  const isHelp = values.help === true;
  const [least, most] = command.arity ?? [0, 0];
  const given = parsed.positionals.length;
  if (!isHelp && (given < least || given > most)) {
    throw new UsageError(
      given < least
        ? `An argument is missing: ${command.args ?? ''}`
        : `Too many arguments: "${parsed.positionals[most]}" is not expected.`,
    );
  }
  return { args: parsed.positionals, values, isJson: values.json === true, isHelp };
}

const npmName = 'npm run mixstage --';

/** What `--help` of one command prints. */
export function commandHelp(name: string, command: Command): string {
  const options = Object.entries({ ...command.options, ...everywhere });
  const left = options.map(([option, { value }]) => `  --${option}${value ? ` ${value}` : ''}`);
  const width = Math.max(...left.map((text) => text.length)) + 2;
  const lines = options.map(
    ([, { help, isRepeatable }], i) =>
      `${(left[i] ?? '').padEnd(width)}${help}${isRepeatable ? ' (may be repeated)' : ''}`,
  );
  const usage = `Usage: ${npmName} ${name}${command.args ? ` ${command.args}` : ''} [options]`;
  return [command.summary, '', usage, '', 'Options:', ...lines, ...(command.notes ? ['', command.notes] : [])].join(
    '\n',
  );
}

/** What `--help` without a command prints. */
export function overviewHelp(commands: readonly [name: string, summary: string][]): string {
  const width = Math.max(...commands.map(([name]) => name.length)) + 2;
  const lines = commands.map(([name, summary]) => `  ${name.padEnd(width)}${summary}`);
  const tail = [
    'Every command has --help, and --json where it prints data. Exit status: 0 done, 1 refused or failed, 2 wrong usage.',
  ];
  return [
    'Mixstage, the console of one retrieval backbone, from the command line.',
    '',
    `Usage: ${npmName} <command> [options]`,
    '',
    'Commands:',
    ...lines,
    '',
    ...tail,
  ].join('\n');
}
