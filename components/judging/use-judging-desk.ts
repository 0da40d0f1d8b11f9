import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type DeskState, JudgingDesk } from './judging-desk';
import { deskRequests } from './queries/desk-requests';

const renewEveryMs = 60_000;
/** A page that nobody has touched for this long lets its pairs go to others. */
const idleAfterMs = 10 * 60_000;

/** `crypto.randomUUID` is missing on pages without TLS, which many consoles of a local network are. */
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A judge's desk for one study, alive while its page is: renews leases while somebody works, and warns before unsent choices are lost. */
export function useJudgingDesk(studyId: string): { desk: JudgingDesk; state: DeskState } {
  const [requests] = useState(() => deskRequests(studyId));
  const [desk] = useState(() => new JudgingDesk(requests, newKey));
  const state = useSyncExternalStore(desk.subscribe, desk.read, desk.read);
  const touchedAt = useRef(0);
  useEffect(() => {
    desk.wake();
    const touch = () => {
      touchedAt.current = performance.now();
    };
    const warn = (event: BeforeUnloadEvent) => {
      if (desk.read().unsent > 0) event.preventDefault();
    };
    const renew = setInterval(() => {
      const isIdle = performance.now() - touchedAt.current > idleAfterMs;
      // A renewal that fails is made up for by the next one; leases last many minutes.
      if (!isIdle && desk.read().queue.length > 0) requests.renew().catch(() => undefined);
    }, renewEveryMs);
    touch();
    for (const kind of ['keydown', 'pointerdown', 'scroll'] as const)
      window.addEventListener(kind, touch, { passive: true, capture: true });
    window.addEventListener('online', desk.wake);
    window.addEventListener('beforeunload', warn);
    return () => {
      desk.stop();
      clearInterval(renew);
      for (const kind of ['keydown', 'pointerdown', 'scroll'] as const)
        window.removeEventListener(kind, touch, { capture: true });
      window.removeEventListener('online', desk.wake);
      window.removeEventListener('beforeunload', warn);
    };
  }, [desk, requests]);
  return { desk, state };
}
