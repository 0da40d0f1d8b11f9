import { db } from '@/lib/db/client';
import { webNode } from '@/lib/serving/web-node';

/** 200 when the database answers and the live release is loaded; else 503 that says which is missing. Without a live release the console is ready, queries are not. */
export async function answerReady(): Promise<Response> {
  const checks = { database: 'ok', release: 'ok' };
  try {
    await db().$queryRaw`SELECT 1`;
  } catch {
    checks.database = 'unreachable';
  }
  try {
    const node = webNode();
    const { answeringReleaseId } = node.routing();
    if (!answeringReleaseId) checks.release = 'none is live';
    else if (!node.supervisor.ready(answeringReleaseId)) checks.release = 'loading';
  } catch {
    checks.release = 'starting';
  }
  const isReady = checks.database === 'ok' && (checks.release === 'ok' || checks.release === 'none is live');
  return Response.json(
    { status: isReady ? 'ready' : 'not ready', ...checks },
    { status: isReady ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
