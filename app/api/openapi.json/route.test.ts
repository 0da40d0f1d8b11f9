import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openApiSchema } from '@/lib/contracts/openapi';
import { GET } from './route';

const projectDir = path.resolve(import.meta.dirname, '../../..');
const read = async () => openApiSchema.parse(await GET().json());

/** Every exported method of every route file, by its path in the document. */
function exportedOperations(): string[] {
  const files = readdirSync(path.join(projectDir, 'app'), { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => /(?:^|\/)route\.ts$/.test(name));
  return files.flatMap((file) => {
    const source = readFileSync(path.join(projectDir, 'app', file), 'utf8');
    const methods = source.matchAll(/export\s+(?:const|(?:async\s+)?function)\s+(GET|POST|PUT|PATCH|DELETE)\b/g);
    const address = `/${file.replace(/\([^)]+\)\//g, '').replace(/\/route\.ts$/, '')}`.replace(/\[([^\]]+)\]/g, '{$1}');
    return [...methods].map((match) => `${match[1]} ${address}`);
  });
}

describe('the API reference', () => {
  it('is what the routes declare; otherwise run: node lib/cli/launch/openapi.mjs', async () => {
    const script = path.join(projectDir, 'lib/cli/launch/openapi.mjs');
    await promisify(execFile)(process.execPath, [script, '--check'], { cwd: projectDir });
  }, 120_000);

  it('has every exported method of every route file, each with a summary', async () => {
    const { paths } = await read();
    const documented = Object.entries(paths).flatMap(([address, methods]) =>
      Object.entries(methods).flatMap(([method, { summary }]) =>
        summary.length > 3 ? [`${method.toUpperCase()} ${address}`] : [],
      ),
    );
    expect(exportedOperations().length).toBeGreaterThan(50);
    expect(exportedOperations().filter((operation) => !documented.includes(operation))).toEqual([]);
  });

  it('gives every operation an id of its own', async () => {
    const ids = Object.values((await read()).paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers only to schemas that it contains', async () => {
    const document = await read();
    const names = new Set(
      [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]),
    );
    expect([...names].filter((name) => name === undefined || !(name in document.components.schemas))).toEqual([]);
  });

  it('names the credentials of every operation, and none for those that ask for none', async () => {
    const { paths } = await read();
    expect(paths['/v1/retrieve']?.post?.security).toEqual([{ applicationKey: [] }]);
    expect(paths['/api/releases']?.get?.security).toEqual([{ session: [] }, { operatorKey: [] }]);
    expect(paths['/health']?.get?.security).toEqual([]);
  });
});
