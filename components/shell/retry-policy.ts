const attemptsAtMost = 2;

/** Retries what may pass by itself (no network, 5xx, 429); never an answer that will stay the same. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
  return failures < attemptsAtMost && (status === 0 || status === 429 || status >= 500);
}
