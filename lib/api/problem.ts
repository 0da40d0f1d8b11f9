import type { Problem } from '@/lib/contracts/problem';
import type { ErrorCode, MixstageError } from '@/lib/foundation/errors';

/** The one table from error code to HTTP status and title. */
export const statusOf: Record<ErrorCode, { status: number; title: string }> = {
  invalid_input: { status: 400, title: 'The input is not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  promotion_blocked: { status: 409, title: 'The promotion is blocked' },
  payload_too_large: { status: 413, title: 'Too large' },
  uncomputable: { status: 422, title: 'Cannot be computed' },
  overloaded: { status: 429, title: 'Too busy' },
  cancelled: { status: 499, title: 'Cancelled' },
  internal: { status: 500, title: 'Internal error' },
  upstream_failed: { status: 502, title: 'Another server failed' },
  unavailable: { status: 503, title: 'Not available now' },
  out_of_space: { status: 507, title: 'The disk is full' },
};

/** An error as problem+json; `internal` never carries details. */
export function toProblem(error: MixstageError, instance: string): Problem {
  const { status, title } = statusOf[error.code];
  const { hint, issues, blockers } = error.details;
  return {
    type: `urn:mixstage:error:${error.code.replaceAll('_', '-')}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    instance: `urn:mixstage:request:${instance}`,
    ...(hint ? { hint } : {}),
    ...(issues ? { errors: issues.slice(0, 100) } : {}),
    ...(blockers ? { blockers } : {}),
  };
}

/** The response for an error of one of our own routes. */
export function problemResponse(error: MixstageError, requestId: string): Response {
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  if (error.details.retryAfterS !== undefined) headers.set('retry-after', String(Math.ceil(error.details.retryAfterS)));
  else if (error.code === 'overloaded' || error.code === 'unavailable') headers.set('retry-after', '1');
  if (error.code === 'unauthenticated') headers.set('www-authenticate', 'Bearer');
  return Response.json(toProblem(error, requestId), { status: statusOf[error.code].status, headers });
}
