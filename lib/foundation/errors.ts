/**
 * The typed errors of the product: domain code throws a code, the HTTP edge and the command line turn the code into a
 * status. Two audiences: `message` is for the person and never contains user text or secrets; `cause` is for the log.
 */
export type ErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'uncomputable'
  | 'conflict'
  | 'promotion_blocked'
  | 'payload_too_large'
  | 'overloaded'
  | 'unavailable'
  | 'upstream_failed'
  | 'out_of_space'
  | 'cancelled'
  | 'internal';

/** One problem with one field or line of the input: where it is and what is wrong, in words for the person. */
export type Issue = { path: string; message: string };

export type ErrorDetails = {
  /** Field or line problems, rendered as `errors` in problem+json. */
  issues?: Issue[];
  /** Reasons why a promotion is refused, rendered as `blockers`. */
  blockers?: { code: string; message: string }[];
  /** Seconds after which a retry makes sense, rendered as `Retry-After`. */
  retryAfterS?: number;
  /** What a person should do next. */
  hint?: string;
};

export class MixstageError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'MixstageError';
    this.code = code;
    this.details = details;
  }
}

type Options = { cause?: unknown };
const define = (code: ErrorCode) =>
  class extends MixstageError {
    constructor(message: string, details: ErrorDetails = {}, options?: Options) {
      super(code, message, details, options);
    }
  };

export class InvalidInput extends define('invalid_input') {}
export class Unauthenticated extends define('unauthenticated') {}
export class Forbidden extends define('forbidden') {}
/** Also thrown when the caller may not know that the thing exists. */
export class NotFound extends define('not_found') {}
/** The input is well formed but no defensible number follows from it. */
export class Uncomputable extends define('uncomputable') {}
export class Conflict extends define('conflict') {}
export class PromotionBlocked extends define('promotion_blocked') {}
export class PayloadTooLarge extends define('payload_too_large') {}
export class Overloaded extends define('overloaded') {}
export class Unavailable extends define('unavailable') {}
/** A model or language-model server that we call failed or answered nonsense. */
export class UpstreamFailed extends define('upstream_failed') {}
export class OutOfSpace extends define('out_of_space') {}
/** The work was cancelled by a person or an abort signal; not a failure. */
export class Cancelled extends define('cancelled') {}
/** A state that the code rules out: a bug in this product, never the caller's fault. */
export class Internal extends define('internal') {}

/** A typed error as it is; disk-full errors of the platform become `out_of_space`; anything else becomes `internal` with its cause kept. */
export function toMixstageError(error: unknown): MixstageError {
  if (error instanceof MixstageError) return error;
  // A bundle and Next may each hold a copy of this class; the shape decides, not the identity.
  if (error instanceof Error && error.name === 'MixstageError' && 'code' in error) {
    const { code, details } = error as MixstageError;
    return new MixstageError(code, error.message, details ?? {}, { cause: error.cause });
  }
  const platformCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (platformCode === 'ENOSPC' || platformCode === 'EDQUOT' || platformCode === '53100') {
    return new OutOfSpace(
      'The disk is full. Nothing was changed. Free some space and try again.',
      {},
      { cause: error },
    );
  }
  return new Internal(
    'Something went wrong on our side. The log has the details under this request id.',
    {},
    { cause: error },
  );
}
