import { type ErrorCode, type MixstageError, toMixstageError } from '@/lib/foundation/errors';

/** What becomes of a job whose handler threw. */
export type FailureOutcome = { kind: 'cancelled' } | { kind: 'retry'; delayMs: number } | { kind: 'failed' };

/** Trying again cannot help: the input is wrong, not the moment. */
const final: readonly ErrorCode[] = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'uncomputable',
  'conflict',
  'promotion_blocked',
  'payload_too_large',
  'out_of_space',
];

/**
 * Decides what happens after a failure: a wrong input fails at once, anything else is tried again with a delay that
 * doubles (2 s, 4 s, 8 s, at most 5 minutes) until the attempts are used up.
 *
 * @param attempt 1 for the first try
 */
export function failureOutcome(error: MixstageError, attempt: number, maxAttempts: number): FailureOutcome {
  if (error.code === 'cancelled') return { kind: 'cancelled' };
  if (final.includes(error.code) || attempt >= maxAttempts) return { kind: 'failed' };
  return { kind: 'retry', delayMs: Math.min(2000 * 2 ** (attempt - 1), 300_000) };
}

/** The part of an error that is stored with the job and shown to people. */
export function storedError(error: unknown): {
  code: ErrorCode;
  message: string;
  hint?: string;
  issues?: { path: string; message: string }[];
} {
  const typed = toMixstageError(error);
  const { hint, issues } = typed.details;
  return {
    code: typed.code,
    message: typed.message,
    ...(hint ? { hint } : {}),
    ...(issues ? { issues: issues.slice(0, 50) } : {}),
  };
}
