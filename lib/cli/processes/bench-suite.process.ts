import path from 'node:path';
import type { FromSuite, ToSuite } from '@/lib/cli/bench/bench-messages';
import { suiteList } from '@/lib/cli/bench/suite-list';
import { db } from '@/lib/db/client';
import { databaseUrl } from '@/lib/db/database-address';
import { migrate } from '@/lib/db/migrate';
import { env } from '@/lib/foundation/env';
import { InvalidInput, toMixstageError } from '@/lib/foundation/errors';
import { log, setLogLevel, setLogSink } from '@/lib/foundation/log';

/** The process of one suite: a fresh heap, and nothing else at work beside what is measured. */
const send = (message: FromSuite): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });

async function run({ suite: name, context }: ToSuite): Promise<void> {
  const load = suiteList[name];
  if (!load) throw new InvalidInput(`There is no suite ${name}.`);
  const { suite } = await load();
  if (suite.usesDatabase) await migrate(databaseUrl(env()), path.join(env().projectDir, 'prisma/migrations'));
  try {
    const rows = await suite.run({
      ...context,
      remark: (text) => void send({ type: 'remark', text }),
      progress: (text) => void send({ type: 'progress', text }),
    });
    await send({ type: 'rows', rows });
  } finally {
    if (suite.usesDatabase) await db().$disconnect();
  }
}

setLogLevel('warn');
setLogSink((_level, line) => process.stderr.write(`${line}\n`));
process.on('disconnect', () => process.exit(1));
process.on('SIGINT', () => undefined);
process.once('message', async (message: ToSuite) => {
  try {
    await run(message);
  } catch (error) {
    const { code, message: words, details, cause } = toMixstageError(error);
    if (code === 'internal') log.error('bench.suite_failed', {}, cause ?? error);
    await send({ type: 'failed', error: { code, message: words, details } });
  }
  process.exit(0);
});
