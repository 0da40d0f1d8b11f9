import type { z } from 'zod';
import type { ErrorCode, MixstageError } from '@/lib/foundation/errors';

/** What a reader of the API reference learns about a route besides its schemas. */
export type RouteDescription = {
  /** a few words in the imperative, without a full stop: "List datasets" */
  summary: string;
  /** sentences for what the schemas cannot say */
  description?: string;
  /** the chapter of the reference; without it the first part of the path decides */
  tag?: string;
  /** answers whoever asks, without session or key */
  isOpen?: boolean;
  /** media type of the answer, unless it is JSON */
  responseType?: string;
  /** media type of a body that is streamed instead of parsed */
  bodyType?: string;
  /** another status that has the same body, for example 503 of a check that fails */
  alsoStatus?: number;
  /** errors besides those that follow from the declaration (its input, its credentials) */
  errors?: readonly ErrorCode[];
  /** a body that works, for the reference; without it one is made from the schema */
  example?: unknown;
};

/** Everything about a route that can be known without calling it; the OpenAPI document is made from it. */
export type RouteContract = RouteDescription & {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  status?: number;
  maxBodyBytes?: number;
  onError?: (error: MixstageError, requestId: string) => Response;
};

/** A route handler that carries its contract. */
export type DescribedRoute<Handler> = Handler & { readonly contract: RouteContract };

/** Puts a contract on a handler that is not made by `route()`, because it must answer without reading who asks. */
export const describeRoute = <Handler extends (...args: never[]) => unknown>(
  contract: RouteContract,
  handler: Handler,
): DescribedRoute<Handler> =>
  // A handler of its own for each route: one function may answer at several paths.
  Object.assign(handler.bind(undefined) as Handler, { contract });
