'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/**
 * State of a page that belongs in its address: filters, sorting, the open tab. Changing it replaces the address without a
 * request to the server; an empty value is taken out, so that a plain address means the plain page.
 */
export function useUrlState(): [
  URLSearchParams,
  (changes: Record<string, string | undefined>, options?: { isStep?: boolean }) => void,
] {
  const current = useSearchParams();
  const pathname = usePathname();
  const change = useCallback(
    (changes: Record<string, string | undefined>, options?: { isStep?: boolean }) => {
      // Read at the moment of the change: two changes in one tick must not undo each other.
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      const address = next.size > 0 ? `${pathname}?${next}` : pathname;
      if (options?.isStep) window.history.pushState(null, '', address);
      else window.history.replaceState(null, '', address);
    },
    [pathname],
  );
  return [current, change];
}
