import { systemActor } from '@/lib/auth/actor';
import { ensureEnvironmentAdmin } from '@/lib/auth/one-time-links';
import { ensureAuthSecret } from '@/lib/auth/session-auth';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { log, setLogLevel } from '@/lib/foundation/log';
import { installSampleUnattended } from '@/lib/sample/request-sample';
import { startWebNode } from '@/lib/serving/web-node';

/** Makes this process a web node and sees to its orderly end: requests in flight are answered, hosts drained. */
export async function startServer(): Promise<void> {
  setLogLevel(env().MIXSTAGE_LOG_LEVEL);
  await ensureAuthSecret();
  await ensureEnvironmentAdmin();
  const node = await startWebNode();
  // A server without its sample is still a server.
  await installSampleUnattended(systemActor('first start')).catch((error) =>
    log.error('sample.request_failed', {}, error),
  );
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info('server.stopping', { signal });
    // Next closes its listener by itself only when it handles signals; here the launcher has stopped sending people.
    const forced = setTimeout(() => process.exit(1), 40_000);
    await node.stop().catch((error) => log.error('server.stop_failed', {}, error));
    await db().$disconnect();
    clearTimeout(forced);
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
}
