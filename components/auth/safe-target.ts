/** Where to go after signing in: a page of this console and nothing else. */
export function safeTarget(next: string | undefined): string {
  if (!next?.startsWith('/')) return '/';
  try {
    const base = 'https://console.invalid';
    const target = new URL(next, base);
    return target.origin === base ? target.pathname + target.search + target.hash : '/';
  } catch {
    return '/';
  }
}
