'use client';
import { useEffect, useRef } from 'react';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="combobox"],[role="menu"],[role="listbox"]') !== null);

/**
 * Single keys as shortcuts. Off while typing, with a modifier (unless the name begins with `mod+`), while a dialog is open
 * (unless the listener lives in it), and for repeats of a held key. Two-key sequences are written with a space: `g d`.
 */
export function useHotkeys(
  keys: Record<string, () => void>,
  options: { isOn?: boolean; isInDialog?: boolean } = {},
): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  const { isOn = true, isInDialog = false } = options;
  useEffect(() => {
    if (!isOn) return;
    let pending = '';
    let pendingTimer: ReturnType<typeof setTimeout> | undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing || event.altKey) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const hasModifier = event.metaKey || event.ctrlKey;
      if (hasModifier) {
        const action = current.current[`mod+${key}`];
        if (!action) return;
        event.preventDefault();
        action();
        return;
      }
      if (isTyping(event.target)) return;
      if (!isInDialog && document.querySelector('[role="dialog"],[role="alertdialog"]')) return;
      const action = (pending && current.current[`${pending} ${key}`]) || current.current[key];
      pending = '';
      clearTimeout(pendingTimer);
      if (action) {
        event.preventDefault();
        action();
      } else if (Object.keys(current.current).some((name) => name.startsWith(`${key} `))) {
        pending = key;
        pendingTimer = setTimeout(() => {
          pending = '';
        }, 1_000);
      }
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
      clearTimeout(pendingTimer);
    };
  }, [isOn, isInDialog]);
}
