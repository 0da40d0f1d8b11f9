import { problemSchema } from '@/lib/contracts/problem';
import { cohereErrorSchema, openAiErrorSchema, teiErrorSchema } from '@/lib/contracts/public-api';
import { type ErrorCode, MixstageError } from '@/lib/foundation/errors';
import type { RouteContract } from '../describe-route';
import { cohereError, openAiError, teiError } from '../dialect-errors';
import { problemResponse, statusOf } from '../problem';
import type { JsonSchema, SchemaCollector } from './schema-collector';
import { sessionError, sessionErrorSchema } from './session-routes';

const dialects = [
  { onError: problemResponse, schema: problemSchema, mediaType: 'application/problem+json' },
  { onError: openAiError, schema: openAiErrorSchema, mediaType: 'application/json' },
  { onError: cohereError, schema: cohereErrorSchema, mediaType: 'application/json' },
  { onError: teiError, schema: teiErrorSchema, mediaType: 'application/json' },
  { onError: sessionError, schema: sessionErrorSchema, mediaType: 'application/json' },
];

const words: Partial<Record<ErrorCode, string>> = {
  invalid_input: 'The input is not valid; each wrong field is named.',
  unauthenticated: 'Nobody is signed in, or the key is wrong, revoked or expired.',
  forbidden: 'The role or the kind of key does not suffice.',
  not_found: 'There is no such thing, or the caller may not know of it.',
  conflict: 'The state of things does not allow it now.',
  promotion_blocked: 'The gate refuses; every blocker is named.',
  payload_too_large: 'The body is larger than allowed.',
  overloaded: 'Too many requests at once; Retry-After says when to come back.',
  unavailable: 'No release can answer now; Retry-After says when to come back.',
};

const isChange = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

/** The errors that follow from what a route takes and who may call it, and those it names itself. */
export function errorCodesOf(contract: RouteContract, path: string, method: string): ErrorCode[] {
  const isConsole = path.startsWith('/api/');
  const isModelRoute = !isConsole && !contract.isOpen;
  const codes: [ErrorCode, boolean][] = [
    ['invalid_input', Boolean(contract.params ?? contract.query ?? contract.body)],
    ['unauthenticated', !contract.isOpen],
    ['forbidden', !contract.isOpen],
    ['not_found', path.includes('{') || isModelRoute],
    ['conflict', isConsole && isChange(method) && !contract.isOpen],
    ['payload_too_large', Boolean(contract.body ?? contract.bodyType)],
    ['overloaded', isModelRoute],
    ['unavailable', isModelRoute],
  ];
  return [...new Set([...codes.filter(([, applies]) => applies).map(([code]) => code), ...(contract.errors ?? [])])];
}

/**
 * One response a status, in the form of the route's dialect. The status is asked of the function that answers errors, so
 * that the document cannot disagree with it. Codes that share a status share a response.
 */
export function errorResponses(
  contract: RouteContract,
  codes: readonly ErrorCode[],
  collector: SchemaCollector,
): Record<string, JsonSchema> {
  if (codes.length === 0) return {};
  const onError = contract.onError ?? problemResponse;
  const dialect = dialects.find((each) => each.onError === onError);
  if (!dialect) throw new Error(`The dialect ${onError.name} has no schema in lib/api/openapi/error-responses.ts.`);
  const content = { [dialect.mediaType]: { schema: collector.add(dialect.schema, 'output') } };
  const responses: Record<string, JsonSchema> = {};
  for (const code of codes) {
    const { status } = onError(new MixstageError(code, ''), '');
    const known = responses[status]?.description;
    const description = words[code] ?? `${statusOf[code].title}.`;
    responses[status] = { description: known ? `${known} ${description}` : description, content };
  }
  return { ...responses, default: { description: 'Any other error, in the same form.', content } };
}
