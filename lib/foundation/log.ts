/**
 * Structured log: one JSON object a line on standard error (warnings and errors) or standard output. Fields are ids,
 * counts, durations and codes; never queries, documents, answers, tensors, keys or passwords.
 */
type Level = 'debug' | 'info' | 'warn' | 'error';
type Fields = Record<string, string | number | boolean | null | undefined>;

const order: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };
let threshold: Level = 'info';
let sink: (level: Level, line: string) => void = (level, line) =>
  void (level === 'warn' || level === 'error' ? process.stderr : process.stdout).write(`${line}\n`);

/** Sets the lowest level that is written. */
export function setLogLevel(level: Level): void {
  threshold = level;
}

/** Replaces where lines go (the command line sends all of them to standard error; tests collect them). */
export function setLogSink(next: (level: Level, line: string) => void): void {
  sink = next;
}

function write(level: Level, event: string, fields: Fields = {}, error?: unknown): void {
  if (order[level] < order[threshold]) return;
  const cause = error === undefined ? undefined : errorFacts(error);
  sink(
    level,
    JSON.stringify({ at: new Date().toISOString(), level, event, ...fields, ...(cause ? { error: cause } : {}) }),
  );
}

/** Name, code and stack of an error and of its causes; messages of foreign errors are kept because they name the fault. */
function errorFacts(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error ? String(error.code) : undefined;
  const cause = error.cause !== undefined && depth < 3 ? errorFacts(error.cause, depth + 1) : undefined;
  return {
    name: error.name,
    code,
    message: error.message.slice(0, 2000),
    stack: error.stack?.split('\n').slice(1, 8),
    cause,
  };
}

export const log = {
  debug: (event: string, fields?: Fields) => write('debug', event, fields),
  info: (event: string, fields?: Fields) => write('info', event, fields),
  warn: (event: string, fields?: Fields, error?: unknown) => write('warn', event, fields, error),
  error: (event: string, fields?: Fields, error?: unknown) => write('error', event, fields, error),
};
