import type { Actor } from '@/lib/auth/actor';
import type { JobProgress } from '@/lib/jobs/define-job';

/** An option of a command: `value` names what follows it; without it the option is a switch. */
export type CommandOption = { help: string; value?: string; isRepeatable?: boolean };

/** What a command is given. Options are by name without dashes; a switch that was given is `true`. */
export type CommandInput = {
  actor: Actor;
  args: string[];
  text(option: string): string | undefined;
  texts(option: string): string[];
  has(option: string): boolean;
  /** whether the data was asked for as JSON: then progress is the only other output */
  isJson: boolean;
  /** aborts on Ctrl-C */
  signal: AbortSignal;
  /** shows progress on standard error */
  progress(progress: JobProgress): void;
  /** a line for the person, on standard error */
  remark(text: string): void;
};

/** What a command found: `data` for --json, `text` for people. `isRefused` ends with exit status 1 although it is told. */
export type CommandOutput = { data: unknown; text: string; isRefused?: boolean };

export type Command = {
  summary: string;
  /** the arguments after the name, for example `<folder> [...]` */
  args?: string;
  /** how many arguments are accepted */
  arity?: readonly [least: number, most: number];
  options?: Record<string, CommandOption>;
  /** more to say in --help, for example an example */
  notes?: string;
  /** false for commands that only read files */
  usesDatabase?: boolean;
  run(input: CommandInput): Promise<CommandOutput>;
};

/** The command was written wrongly: exit status 2 and its usage. */
export class UsageError extends Error {}

/** The value of an option that must be given. @throws {UsageError} */
export function required(input: CommandInput, option: string): string {
  const value = input.text(option);
  if (value === undefined) throw new UsageError(`--${option} is missing.`);
  return value;
}

/** A whole number option. @throws {UsageError} for anything else */
export function wholeNumber(input: CommandInput, option: string): number | undefined {
  const value = input.text(option);
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new UsageError(`--${option} must be a whole number, not "${value}".`);
  return Number(value);
}

/** An option with a fixed set of values. @throws {UsageError} naming them */
export function oneOf<T extends string>(input: CommandInput, option: string, values: readonly T[]): T | undefined {
  const value = input.text(option);
  if (value === undefined) return undefined;
  const found = values.find((one) => one === value);
  if (!found) throw new UsageError(`--${option} must be one of ${values.join(', ')}; "${value}" is none of them.`);
  return found;
}

/** Rows as columns padded with spaces; wide characters count as two. */
export function table(header: string[], rows: (string | number)[][]): string {
  if (rows.length === 0) return '(none)';
  const all = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, i) => Math.max(...all.map((row) => displayWidth(row[i] ?? ''))));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - displayWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const displayWidth = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(char)
        ? 2
        : 1),
    0,
  );
