import { useEffect, useRef } from 'react';

/**
 * Milliseconds that something has been on a visible page, counted anew whenever `key` changes.
 *
 * @returns a function to read the time so far
 */
export function useVisibleTime(key: string | undefined): () => number {
  const counted = useRef(0);
  const since = useRef<number | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key starts a new count
  useEffect(() => {
    counted.current = 0;
    since.current = document.hidden ? undefined : performance.now();
    const change = () => {
      if (since.current !== undefined) counted.current += performance.now() - since.current;
      since.current = document.hidden ? undefined : performance.now();
    };
    document.addEventListener('visibilitychange', change);
    return () => document.removeEventListener('visibilitychange', change);
  }, [key]);
  return () => Math.round(counted.current + (since.current === undefined ? 0 : performance.now() - since.current));
}
