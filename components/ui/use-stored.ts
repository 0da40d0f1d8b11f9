'use client';
import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
};

function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    // Storage may be forbidden; preferences are then those of the moment.
    return null;
  }
}

/** A small preference of this browser (columns of a table, a folded rail). The server renders without it. */
export function useStored(key: string): [string | null, (value: string | null) => void] {
  const name = `mixstage.${key}`;
  const value = useSyncExternalStore(
    subscribe,
    () => read(name),
    () => null,
  );
  const store = useCallback(
    (next: string | null) => {
      try {
        if (next === null) window.localStorage.removeItem(name);
        else window.localStorage.setItem(name, next);
      } catch {
        return;
      }
      for (const listener of listeners) listener();
    },
    [name],
  );
  return [value, store];
}
