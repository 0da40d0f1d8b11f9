/** The only place that reads the time: code that decides takes `now` as an argument, shells get it from here. */
export type Clock = { now(): Date; nowMs(): number };

export const systemClock: Clock = { now: () => new Date(), nowMs: () => Date.now() };

/** A clock that stands still until it is moved, for tests. */
export function fixedClock(startIso: string): Clock & { advanceMs(ms: number): void } {
  let nowMs = new Date(startIso).getTime();
  return {
    now: () => new Date(nowMs),
    nowMs: () => nowMs,
    advanceMs: (ms) => {
      nowMs += ms;
    },
  };
}

/** Milliseconds on a monotonic clock with microsecond resolution; only differences have a meaning. */
export const monotonicMs = (): number => performance.now();
