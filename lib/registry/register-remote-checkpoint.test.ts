import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { openCheckpointEmbedder } from './open-checkpoint';
import { type RegisterRemoteInput, registerRemoteCheckpoint } from './register-remote-checkpoint';
import { verifyCheckpoint } from './verify-checkpoint';

const system = systemActor('test');
const key = 'k3y-of-the-server';
let test: TestDatabase;
let dataDir: string;
let server: Server;
let host: string;
/** What the server does with a text: a vector that depends on it, the same for all, or one of another model. */
let behaviour: 'sound' | 'constant' | 'retrained' = 'sound';

async function readBody(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as { input?: string[]; documents?: string[] };
}

const vector = (text: string): number[] => {
  if (behaviour === 'constant') return [1, 2, 3];
  const sum = [...text].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return behaviour === 'retrained' ? [sum % 5, 1, sum % 7] : [1, sum % 7, sum % 5];
};

beforeAll(async () => {
  test = await createTestDatabase();
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-remote-'));
  server = createServer(async (request, response) => {
    const { input, documents } = await readBody(request);
    if (request.headers.authorization !== `Bearer ${key}`) response.writeHead(401).end();
    else if (input) {
      response.end(JSON.stringify({ data: input.map((text, index) => ({ index, embedding: vector(text) })) }));
    } else {
      const results = (documents ?? []).map((text, index) => ({ index, relevance_score: 1 / (1 + text.length) }));
      response.end(JSON.stringify({ results }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await test.close();
  await rm(dataDir, { recursive: true, force: true });
});

const register = (input: Partial<RegisterRemoteInput> = {}, allowedHosts = [host]) =>
  registerRemoteCheckpoint(
    system,
    {
      component: 'embedder',
      name: 'remote',
      baseUrl: `http://${host}/v1`,
      model: 'm',
      apiKey: key,
      ...input,
    } as RegisterRemoteInput,
    { dataDir, allowedHosts },
  );

describe('a remote checkpoint', () => {
  it('is registered after it was tried, with its key in a private file and nowhere else', async () => {
    const checkpoint = await register();
    expect(checkpoint).toMatchObject({ source: 'remote', component: 'embedder', config: { dimension: 3 } });
    expect(JSON.stringify(await test.db.checkpoint.findMany())).not.toContain(key);
    expect(JSON.stringify(await test.db.auditEntry.findMany())).not.toContain(key);
    const [file = ''] = await readdir(path.join(dataDir, 'secrets'));
    expect(await readFile(path.join(dataDir, 'secrets', file), 'utf8')).toBe(key);
    expect((await stat(path.join(dataDir, 'secrets', file))).mode & 0o077).toBe(0);
    const embedder = await openCheckpointEmbedder(checkpoint.id, { dataDir, allowedHosts: [host] });
    expect((await embedder.embed(['law'], 'query')).length).toBe(3);
    await expect(register()).rejects.toMatchObject({ code: 'conflict' });
    expect(await readdir(path.join(dataDir, 'secrets'))).toEqual([file]);
  });

  it('is known again, or not, when it is verified', async () => {
    const options = { dataDir, allowedHosts: [host] };
    expect(await verifyCheckpoint(system, 'remote', options)).toMatchObject({ isIntact: true, probeDifference: 0 });
    behaviour = 'retrained';
    expect(await verifyCheckpoint(system, 'remote', options)).toMatchObject({ isIntact: false });
    behaviour = 'sound';
  });

  it('may rerank, too', async () => {
    const checkpoint = await register({ component: 'reranker', name: 'remote reranker' });
    expect(checkpoint).toMatchObject({ component: 'reranker', config: { dialect: 'jina' } });
  });

  it('is refused on addresses nobody allowed, with a wrong key, and with answers of no use', async () => {
    await expect(register({ model: 'n' }, [])).rejects.toThrow(/MIXSTAGE_ALLOWED_HOSTS|plain http/);
    await expect(register({ model: 'n', apiKey: 'wrong' })).rejects.toMatchObject({ code: 'upstream_failed' });
    await expect(register({ model: 'n', dimension: 4 } as object)).rejects.toThrow(/3 numbers a text where 4/);
    behaviour = 'constant';
    await expect(register({ model: 'n' })).rejects.toThrow(/same vector/);
    behaviour = 'sound';
    expect(await test.db.checkpoint.count()).toBe(2);
  });
});
