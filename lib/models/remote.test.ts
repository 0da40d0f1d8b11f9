import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteEmbedderConfig, RemoteRerankerConfig } from './checkpoint-config';
import { openEmbedder } from './embedder';
import { openReranker } from './reranker';

/** A model server of the test: two numbers a text (its length and 1), and a score that grows with length. */
let server: Server;
let host: string;
let failuresLeft = 0;
let failureStatus = 500;
let mode: 'normal' | 'missing' | 'twice' | 'text' | 'base64' | 'short' = 'normal';
const seen: { path: string; key: string | undefined; body: Record<string, unknown> }[] = [];

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}

function answer(path: string, body: Record<string, unknown>): unknown {
  const vector = (text: string) => (mode === 'short' ? [text.length] : [text.length, 1]);
  if (path === '/embed') return (body.inputs as string[]).map(vector);
  if (path === '/v1/embeddings') {
    const data = (body.input as string[]).map((text, index) => ({
      index: mode === 'twice' ? 0 : index,
      embedding:
        mode === 'base64' ? Buffer.from(Float32Array.from(vector(text)).buffer).toString('base64') : vector(text),
    }));
    // In no order, as servers may answer.
    return { data: mode === 'missing' ? data.slice(1) : data.toReversed() };
  }
  const texts = (body.documents ?? body.texts) as string[];
  const scores = texts.map((text, index) => ({ index, score: Math.min(1, text.length / 100) }));
  scores.sort((a, b) => b.score - a.score);
  if (path === '/rerank') return scores;
  return { results: scores.map(({ index, score }) => ({ index, relevance_score: score })) };
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = await readBody(request);
    const path = request.url ?? '';
    seen.push({ path, key: request.headers.authorization, body });
    if (failuresLeft > 0) {
      failuresLeft--;
      response.writeHead(failureStatus, { 'retry-after': '0.01' }).end('the query was: secret text');
    } else response.end(mode === 'text' ? '<html>' : JSON.stringify(answer(path, body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const remote = (more: object) => ({
  source: 'remote' as const,
  baseUrl: `http://${host}`,
  model: 'some-model',
  secretName: null,
  timeoutMs: 5000,
  batchSize: 3,
  concurrency: 2,
  ...more,
});
const embedderConfig = (more: Partial<RemoteEmbedderConfig> = {}): RemoteEmbedderConfig => ({
  ...remote({}),
  component: 'embedder',
  dialect: 'openai',
  normalises: false,
  dimension: 2,
  queryPrompt: 'query: ',
  documentPrompt: '',
  instructionTemplate: null,
  ...more,
});
const open = (config: RemoteEmbedderConfig, secret?: string) =>
  openEmbedder({ directory: '', config, hash: 'test', ...(secret ? { secret } : {}) }, { allowedHosts: [host] });
const openRanker = (dialect: RemoteRerankerConfig['dialect'], baseUrl = `http://${host}`) =>
  openReranker(
    { directory: '', config: { ...remote({ baseUrl }), component: 'reranker', dialect }, hash: 'test' },
    { allowedHosts: [host] },
  );

const texts = ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff', 'ggggggg'];

describe('a remote embedder', () => {
  it('asks in batches and puts the answers in the order of the texts, in every dialect and encoding', async () => {
    for (const [config, used] of [
      [embedderConfig(), 'normal'],
      [embedderConfig({ baseUrl: `http://${host}/v1/` }), 'base64'],
      [embedderConfig({ dialect: 'tei' }), 'normal'],
    ] as const) {
      mode = used;
      seen.length = 0;
      const embedder = await open(config, 'k3y');
      const vectors = await embedder.embed(texts, 'document');
      expect([...vectors]).toEqual(texts.flatMap((text) => [text.length, 1]));
      expect(seen.length).toBe(3);
      expect(seen.every(({ key }) => key === 'Bearer k3y')).toBe(true);
    }
    mode = 'normal';
    const [length] = await (await open(embedderConfig())).embed(['a'], 'query');
    expect(length).toBe('query: a'.length);
  });

  it('asks a failing or busy server again and gives up with words that repeat nothing', async () => {
    const embedder = await open(embedderConfig());
    failuresLeft = 2;
    failureStatus = 503;
    expect((await embedder.embed(['a'], 'document'))[0]).toBe(1);
    for (const [status, code, asked] of [
      [503, 'upstream_failed', 4],
      [429, 'overloaded', 4],
      [401, 'upstream_failed', 1],
    ] as const) {
      failuresLeft = 10;
      failureStatus = status;
      seen.length = 0;
      const error = await (await open(embedderConfig(), 'k3y'))
        .embed(['a'], 'document')
        .catch((reason: Error) => reason);
      expect(error).toMatchObject({ code });
      expect(JSON.stringify(error) + (error as Error).message).not.toMatch(/secret text|k3y/);
      expect(seen.length).toBe(asked);
      failuresLeft = 0;
    }
  });

  it('refuses answers that do not fit the question', async () => {
    const failing = async (used: typeof mode) => {
      mode = used;
      const error = await (await open(embedderConfig())).embed(texts, 'document').catch((reason: Error) => reason);
      mode = 'normal';
      return error;
    };
    expect(await failing('missing')).toMatchObject({ code: 'upstream_failed' });
    expect(await failing('twice')).toMatchObject({ code: 'upstream_failed' });
    expect(await failing('text')).toMatchObject({ code: 'upstream_failed' });
    expect(await failing('short')).toMatchObject({ code: 'invalid_input' });
  });

  it('is not asked on a private address that nobody allowed', async () => {
    const embedder = await openEmbedder(
      { directory: '', config: embedderConfig(), hash: 'test' },
      { allowedHosts: [] },
    );
    await expect(embedder.embed(['a'], 'document')).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a remote reranker', () => {
  it('puts sorted answers back into the order of the passages, in both dialects', async () => {
    for (const dialect of ['jina', 'tei'] as const) {
      const reranker = await openRanker(dialect);
      const scores = await reranker.score('q', texts);
      expect([...scores]).toEqual([...Float32Array.from(texts, (text) => text.length / 100)]);
      expect(reranker.scale).toBe('probability');
      expect(await reranker.score('q', [])).toEqual(new Float32Array(0));
    }
  });
});
