import type { z } from 'zod';
import { type Problem, problemSchema } from '@/lib/contracts/problem';

/** A refused or failed request, with the words and fields of its problem+json. Status 0: the server was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;
  constructor(status: number, message: string, problem?: Problem, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }
}

type Init = Omit<RequestInit, 'body'> & { json?: unknown; body?: BodyInit };

/**
 * Calls one of our own routes from the browser and parses the answer with its contract.
 *
 * @param schema the contract of the response; `undefined` for routes that answer 204
 * @throws {ApiError} for every status outside 2xx, with the server's words, and when the server cannot be reached
 */
export async function apiFetch<T>(schema: z.ZodType<T>, path: string, init?: Init): Promise<T>;
export async function apiFetch(schema: undefined, path: string, init?: Init): Promise<undefined>;
export async function apiFetch<T>(
  schema: z.ZodType<T> | undefined,
  path: string,
  init: Init = {},
): Promise<T | undefined> {
  const { json, headers, body, ...rest } = init;
  const withJson = json === undefined ? { body: body ?? null } : { body: JSON.stringify(json) };
  const allHeaders = new Headers(headers);
  if (json !== undefined) allHeaders.set('content-type', 'application/json');
  let response: Response;
  try {
    response = await fetch(path, { ...rest, ...withJson, headers: allHeaders, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The server cannot be reached. Check the connection and try again.', undefined, {
      cause: error,
    });
  }
  if (!response.ok) throw await toApiError(response);
  if (!schema || response.status === 204) return undefined;
  return schema.parse(await response.json());
}

async function toApiError(response: Response): Promise<ApiError> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (problem.success) return new ApiError(response.status, problem.data.detail, problem.data);
  return new ApiError(response.status, `The server answered with status ${response.status}.`);
}
