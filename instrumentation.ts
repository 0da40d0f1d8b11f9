/** Runs once in each server process before it answers: settings checked, secret there, node started. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('@/lib/api/start-server');
  await startServer();
}
