import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { readActor } from '@/lib/auth/read-actor';
import { monotonicMs } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { Internal, type MixstageError, toMixstageError, Unauthenticated } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import { randomId } from '@/lib/foundation/random';
import { type DescribedRoute, describeRoute, type RouteDescription } from './describe-route';
import { problemResponse } from './problem';
import { parseInput, readJsonBody } from './read-body';

export type Call<Params, Query, Body> = {
  actor: Actor;
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  requestId: string;
  /** aborts when the client leaves */
  signal: AbortSignal;
};

type Declaration<Params, Query, Body, Result> = RouteDescription & {
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** checked in development and test; a production response is not parsed again */
  response?: z.ZodType<Result>;
  /** 200 unless given; 204 when the handler returns undefined */
  status?: number;
  maxBodyBytes?: number;
  /** for routes that speak another dialect: its error body and codes */
  onError?: (error: MixstageError, requestId: string) => Response;
  handler: (call: Call<Params, Query, Body>) => Promise<Result | Response>;
};

type NextContext = { params: Promise<Record<string, string | string[]>> };
type RouteHandler = (request: Request, context: NextContext) => Promise<Response>;

/**
 * A route handler as a declaration: reads the actor, parses the input, calls, checks the output, turns typed errors into
 * problem+json and logs once with the request id. Authorisation is the use case's own. The declaration stays on the handler
 * as its contract, from which the API reference is made.
 */
export function route<Params = unknown, Query = unknown, Body = undefined, Result = unknown>(
  declaration: Declaration<Params, Query, Body, Result>,
): DescribedRoute<RouteHandler> {
  const answer: RouteHandler = async (request, context) => {
    const requestId = randomId();
    const startedMs = monotonicMs();
    let response: Response;
    try {
      const call = await readCall(declaration, request, context, requestId);
      const result = await declaration.handler(call);
      response = result instanceof Response ? result : jsonResponse(declaration, result);
      response.headers.set('x-request-id', requestId);
    } catch (error) {
      const typed = toMixstageError(error);
      logFailure(request, requestId, typed);
      response = (declaration.onError ?? problemResponse)(typed, requestId);
    }
    const durationMs = Math.round(monotonicMs() - startedMs);
    log.debug('http.request', {
      requestId,
      method: request.method,
      path: new URL(request.url).pathname,
      status: response.status,
      durationMs,
    });
    return response;
  };
  const { handler: _, ...contract } = declaration;
  return describeRoute(contract, answer);
}

async function readCall<Params, Query, Body>(
  declaration: Pick<Declaration<Params, Query, Body, unknown>, 'params' | 'query' | 'body' | 'maxBodyBytes' | 'isOpen'>,
  request: Request,
  context: NextContext,
  requestId: string,
): Promise<Call<Params, Query, Body>> {
  const actor = await readActor(request);
  // Whoever is not signed in learns nothing about what a request should look like, and no body is read for them.
  if (actor.kind === 'anonymous' && !declaration.isOpen) throw new Unauthenticated('Sign in, or send an API key.');
  const params = parseInput((declaration.params ?? z.unknown()) as z.ZodType<Params>, await context?.params, 'path');
  const search = Object.fromEntries(new URL(request.url).searchParams);
  const query = parseInput((declaration.query ?? z.unknown()) as z.ZodType<Query>, search, 'query');
  const body = declaration.body
    ? parseInput(declaration.body, await readJsonBody(request, declaration.maxBodyBytes), 'body')
    : (undefined as Body);
  return { actor, params, query, body, request, requestId, signal: request.signal };
}

function jsonResponse<Result>(
  declaration: { response?: z.ZodType<Result>; status?: number },
  result: Result,
): Response {
  if (result === undefined) return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
  // Dates and big integers become what the contract says before the contract is checked.
  const plain: unknown = JSON.parse(
    JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
  );
  if (declaration.response && env().NODE_ENV !== 'production') {
    const checked = declaration.response.safeParse(plain);
    if (!checked.success) throw new Internal('The response does not fit its contract.', {}, { cause: checked.error });
  }
  return Response.json(plain, { status: declaration.status ?? 200, headers: { 'cache-control': 'no-store' } });
}

function logFailure(request: Request, requestId: string, error: MixstageError): void {
  const facts = { requestId, method: request.method, path: new URL(request.url).pathname, code: error.code };
  if (error.code === 'internal') log.error('http.failed', facts, error.cause ?? error);
  else if (error.code === 'not_found' || error.code === 'unauthenticated' || error.code === 'cancelled')
    log.debug('http.refused', facts);
  else log.info('http.refused', facts);
}
