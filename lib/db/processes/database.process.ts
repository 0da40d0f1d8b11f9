import { startEmbeddedDatabase } from '@/lib/db/embedded-database';
import { env } from '@/lib/foundation/env';
import { toMixstageError } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';

/** The database process: owns the data folder's PostgreSQL until its parent goes away or it is told to stop. */
async function main(): Promise<void> {
  const { dataDir } = env();
  try {
    // A restarted database keeps its port, so that web and worker find it again.
    const database = await startEmbeddedDatabase(dataDir, Number(process.argv[2] ?? 0));
    let isStopping = false;
    const stop = async () => {
      if (isStopping) return;
      isStopping = true;
      await database.stop().catch((error) => log.error('database.stop_failed', {}, error));
      process.exit(0);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    // The parent's end of the channel closes when it dies, also by kill -9.
    process.on('disconnect', stop);
    process.send?.({ ready: true, port: database.port });
  } catch (error) {
    const typed = toMixstageError(error);
    process.send?.({ ready: false, code: typed.code, message: typed.message, hint: typed.details.hint });
    log.error('database.start_failed', {}, typed.code === 'internal' ? typed.cause : typed);
    process.exit(1);
  }
}

await main();
