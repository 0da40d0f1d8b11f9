import type { ApiOperation, OpenApi } from '@/lib/contracts/openapi';

/** One request: how and where it is sent, and what it says about itself. */
export type Request = { method: string; path: string; operation: ApiOperation };
export type Chapter = { name: string; description: string | undefined; requests: Request[] };

const order = ['get', 'post', 'put', 'patch', 'delete'];

/** The requests by chapter, in the order of the document's tags, then by path; chapters without a match fall away. */
export function listOperations(document: OpenApi, search: string): Chapter[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const found = all
    .filter(({ method, path, operation }) => {
      const text = `${method} ${path} ${operation.summary} ${operation.tags.join(' ')}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => (a.path === b.path ? order.indexOf(a.method) - order.indexOf(b.method) : a.path < b.path ? -1 : 1));
  return document.tags
    .map(({ name, description }) => ({
      name,
      description,
      requests: found.filter(({ operation }) => operation.tags[0] === name),
    }))
    .filter(({ requests }) => requests.length > 0);
}
