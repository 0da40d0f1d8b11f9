import { z } from 'zod';
import type { RouteContract } from '../describe-route';
import { chapterOf } from './chapters';
import { errorCodesOf, errorResponses } from './error-responses';
import { exampleOf } from './example-of';
import type { JsonSchema, SchemaCollector } from './schema-collector';

/** One route as an OpenAPI operation. @throws {Error} if it has no summary or its example does not fit its body */
export function operationOf(
  contract: RouteContract,
  path: string,
  method: string,
  collector: SchemaCollector,
): JsonSchema {
  if (!contract.summary) throw new Error(`${method} ${path} has no summary. Say in a few words what it does.`);
  const parameters = [
    ...parametersOf(contract.params, 'path', collector),
    ...parametersOf(contract.query, 'query', collector),
  ];
  return {
    operationId: operationId(path, method),
    summary: contract.summary,
    ...(contract.description ? { description: contract.description } : {}),
    tags: [contract.tag ?? chapterOf(path)],
    security: securityOf(contract, path),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(contract.body || contract.bodyType ? { requestBody: requestBody(contract, path, method, collector) } : {}),
    responses: {
      ...success(contract, collector),
      ...errorResponses(contract, errorCodesOf(contract, path, method), collector),
    },
  };
}

/** `post /api/releases/{id}/promote` is `postReleasesIdPromote`. */
function operationId(path: string, method: string): string {
  const words = path.replace(/^\/api\//, '/').match(/[A-Za-z0-9]+/g) ?? [];
  return method.toLowerCase() + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

function securityOf(contract: RouteContract, path: string): JsonSchema[] {
  if (contract.isOpen) return [];
  if (path.startsWith('/api/')) return [{ session: [] }, { operatorKey: [] }];
  return [{ applicationKey: [] }];
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query', collector: SchemaCollector) {
  if (!schema) return [];
  const { properties = {}, required = [] } = collector.inline(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...own }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: own,
  }));
}

function requestBody(contract: RouteContract, path: string, method: string, collector: SchemaCollector): JsonSchema {
  if (!contract.body) {
    return {
      required: true,
      content: { [contract.bodyType ?? 'application/octet-stream']: { schema: { type: 'string', format: 'binary' } } },
    };
  }
  const schema = collector.add(contract.body, 'input');
  const example = contract.example ?? exampleOf(schema, collector.schemas);
  const checked = contract.body.safeParse(example);
  if (!checked.success) {
    throw new Error(
      `The example of ${method} ${path} does not fit its contract; give an \`example\` in its declaration.\n${JSON.stringify(example)}\n${z.prettifyError(checked.error)}`,
    );
  }
  return { required: true, content: { 'application/json': { schema, example } } };
}

function success(contract: RouteContract, collector: SchemaCollector): Record<string, JsonSchema> {
  const mediaType = contract.responseType ?? 'application/json';
  if (!contract.response && !contract.responseType) {
    return { [contract.status ?? 204]: { description: 'Done; there is nothing to answer.' } };
  }
  const schema = contract.response ? collector.add(contract.response, 'output') : { type: 'string' };
  const content = { [mediaType]: { schema } };
  return {
    [contract.status ?? 200]: { description: 'Done.', content },
    ...(contract.alsoStatus ? { [contract.alsoStatus]: { description: 'Not so; the body says why.', content } } : {}),
  };
}
