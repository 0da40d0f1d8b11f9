import type { MixstageError } from '@/lib/foundation/errors';
import { statusOf } from './problem';

const headersOf = (error: MixstageError, requestId: string): Headers => {
  const headers = new Headers({ 'cache-control': 'no-store', 'x-request-id': requestId });
  const waits = error.code === 'overloaded' || error.code === 'unavailable';
  if (waits) headers.set('retry-after', String(Math.ceil(error.details.retryAfterS ?? 1)));
  return headers;
};

/** Errors as the OpenAI API answers them: `{ error: { message, type, param, code } }`. */
export function openAiError(error: MixstageError, requestId: string): Response {
  const { status } = statusOf[error.code];
  const type =
    status === 401
      ? 'authentication_error'
      : status === 403
        ? 'permission_error'
        : status === 429
          ? 'rate_limit_error'
          : status >= 500
            ? 'server_error'
            : 'invalid_request_error';
  const param = error.details.issues?.[0]?.path ?? null;
  return Response.json(
    { error: { message: error.message, type, param, code: error.code } },
    { status, headers: headersOf(error, requestId) },
  );
}

/** Errors as Cohere answers them: `{ message }`; the request id is added as theirs is. */
export function cohereError(error: MixstageError, requestId: string): Response {
  return Response.json(
    { id: requestId, message: error.message },
    { status: statusOf[error.code].status, headers: headersOf(error, requestId) },
  );
}

/** Errors of Text Embeddings Inference: `{ error, error_type }` with its codes 413, 422, 424 and 429. */
export function teiError(error: MixstageError, requestId: string): Response {
  const { status, type } = teiCode(error);
  return Response.json({ error: error.message, error_type: type }, { status, headers: headersOf(error, requestId) });
}

function teiCode(error: MixstageError): { status: number; type: string } {
  switch (error.code) {
    case 'invalid_input':
      return { status: 422, type: 'Validation' };
    case 'payload_too_large':
      return { status: 413, type: 'Validation' };
    case 'overloaded':
      return { status: 429, type: 'Overloaded' };
    case 'unavailable':
      return { status: 503, type: 'Unhealthy' };
    case 'unauthenticated':
    case 'forbidden':
    case 'not_found':
      return { status: statusOf[error.code].status, type: 'Validation' };
    default:
      return { status: 424, type: 'Backend' };
  }
}
