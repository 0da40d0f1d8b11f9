/** The process is alive. Nothing else is asked, so that a busy database does not get the process killed. */
export const dynamic = 'force-dynamic';

export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
