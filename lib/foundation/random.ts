import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** A source of reproducible numbers: the same seed gives the same sequence on every machine. */
export type Random = {
  readonly seed: number;
  /** uniform in [0, 1) with 32 bits */
  next(): number;
  /** uniform integer in [0, n), n a positive integer */
  int(n: number): number;
  /** standard normal */
  normal(): number;
  /** Fisher-Yates in place; returns the same array */
  shuffle<T>(items: T[]): T[];
};

/**
 * Seeded generator (mulberry32): small, fast, period 2^32; good for sampling and initialisation, not for secrets.
 *
 * @param seed any number; used as an unsigned 32-bit integer
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (n: number) => Math.floor(next() * n);
  let spare: number | undefined;
  const normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // Box-Muller; 1 - u keeps the logarithm finite.
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const shuffle = <T>(items: T[]) => {
    for (let i = items.length - 1; i > 0; i--) {
      const j = int(i + 1);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  };
  return { seed: seed >>> 0, next, int, normal, shuffle };
}

/** A fresh 32-bit seed, to be recorded beside whatever it produced. */
export const freshSeed = (): number => randomInt(0, 2 ** 32 - 1);

/** A url-safe secret of the given number of random bytes (32 bytes = 256 bits = 43 characters). */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url');

/** A random identifier that carries no meaning and is no secret. */
export const randomId = (): string => randomUUID();
