import type { z } from 'zod';
import type { RouteContract } from './describe-route';
import { chapterList } from './openapi/chapters';
import { operationOf } from './openapi/operation';
import { type JsonSchema, SchemaCollector } from './openapi/schema-collector';
import { sessionRoutes } from './openapi/session-routes';

/** The exports of one route file, and the path it answers at in Next's notation, for example `/api/jobs/[id]`. */
export type RouteModule = { path: string; exports: Readonly<Record<string, unknown>> };

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const contractOf = (handler: unknown): RouteContract | undefined =>
  typeof handler === 'function' && 'contract' in handler ? (handler.contract as RouteContract) : undefined;

/**
 * The OpenAPI 3.1 document of every route, made from the declarations of the routes and nothing else.
 *
 * @param modules   every route file
 * @param contracts the named schemas of lib/contracts, by the name they get in the document
 * @throws {Error} if a handler carries no contract, has no summary, or its example does not fit its body
 */
export function openApiDocument(
  modules: readonly RouteModule[],
  contracts: ReadonlyMap<string, z.ZodType>,
  version: string,
): JsonSchema {
  const collector = new SchemaCollector(contracts);
  const paths: Record<string, JsonSchema> = {};
  const used = new Set<string>();
  for (const { path, method, contract } of describedRoutes(modules)) {
    const operation = operationOf(contract, path, method, collector);
    for (const tag of operation.tags as string[]) used.add(tag);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mixstage',
      version,
      description:
        'The public interface for applications, and the interface of the console under /api. Our own errors are application/problem+json (RFC 9457); routes that speak another dialect answer errors in its form. Every reply of our own carries X-Request-Id.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'this installation' }],
    tags: chapterList(used),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        applicationKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'The key of an application, shown once when it is made.',
        },
        operatorKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'The key of a person: it acts in their name and with their role.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'mixstage.session_token',
          description:
            'The cookie of a person who signed in. Behind TLS its name begins with __Secure-. Requests that change something must come from a page of this console.',
        },
      },
      schemas: collector.schemas,
    },
  };
}

function describedRoutes(modules: readonly RouteModule[]) {
  const own = modules.flatMap(({ path, exports }) =>
    methods.flatMap((method) => {
      const handler = exports[method];
      if (handler === undefined || path.includes('[...')) return [];
      const contract = contractOf(handler);
      if (!contract) throw new Error(`${method} ${path} carries no contract. Make it with route() or describeRoute().`);
      return [{ path: path.replace(/\[([^\]]+)\]/g, '{$1}'), method, contract }];
    }),
  );
  return [...own, ...sessionRoutes];
}
