import type { APIRequestContext } from '@playwright/test';
import OpenAI from 'openai';
import { expect, test } from './fixtures/sample-test';
import { newClient } from './fixtures/sign-in';

type Corpora = { corpora: { hash: string; documentCount: number }[] };

/** A new application over the sample collection. @returns its key */
async function createApplication(api: APIRequestContext, name: string): Promise<string> {
  const { corpora } = (await (await api.get('/api/corpora')).json()) as Corpora;
  const created = await api.post('/api/applications', {
    data: { name, instruction: '', corpusHash: corpora[0]?.hash ?? null, budget: 20, depth: 5 },
  });
  expect(created.status(), await created.text()).toBe(201);
  return ((await created.json()) as { key: { secret: string } }).key.secret;
}

const texts = ['A deposit is paid back within thirty days.', 'A dog is kept on a lead.', 'Wages are due monthly.'];
const query = 'my landlord keeps the deposit';

test.describe('the official OpenAI client', () => {
  let client: OpenAI;
  test.beforeEach(async ({ operatorApi, baseURL }) => {
    const apiKey = await createApplication(operatorApi, `OpenAI client ${test.info().title}`.slice(0, 80));
    client = new OpenAI({ apiKey, baseURL: `${baseURL}/v1`, maxRetries: 0 });
  });

  test('reads vectors as numbers and as base64, and both say the same', async () => {
    const asked = { model: 'backbone', input: texts };
    const numbers = await client.embeddings.create({ ...asked, encoding_format: 'float' });
    // Without a format the client asks for base64 and decodes it.
    const decoded = await client.embeddings.create(asked);
    const raw = await client.embeddings.create({ ...asked, encoding_format: 'base64' });
    expect(numbers.data).toHaveLength(3);
    expect(numbers.usage.total_tokens).toBeGreaterThan(5);
    for (const [index, { embedding }] of numbers.data.entries()) {
      expect(numbers.data[index]?.index).toBe(index);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 4);
      expect(decoded.data[index]?.embedding).toEqual(embedding.map(Math.fround));
      const bytes = Buffer.from(String(raw.data[index]?.embedding), 'base64');
      expect([...new Float32Array(new Uint8Array(bytes).buffer)]).toEqual(embedding.map(Math.fround));
    }
  });

  test('shortens vectors on request and lists the models with their lineage', async () => {
    const short = await client.embeddings.create({ model: 'backbone', input: query, dimensions: 16 });
    expect(short.data[0]?.embedding).toHaveLength(16);
    const { data: models } = await client.models.list();
    expect(models.length).toBeGreaterThan(0);
    for (const model of models) {
      expect(model).toMatchObject({ object: 'model', owned_by: 'mixstage' });
      expect(model).toHaveProperty('root');
      expect(model).toHaveProperty('parent');
    }
  });

  test('recognises errors by its own classes', async ({ baseURL }) => {
    const tokens = client.embeddings.create({ model: 'backbone', input: [1, 2, 3] });
    await expect(tokens).rejects.toThrow(OpenAI.BadRequestError);
    await expect(tokens).rejects.toMatchObject({ type: 'invalid_request_error', code: 'invalid_input' });
    const stranger = new OpenAI({ apiKey: 'nobody', baseURL: `${baseURL}/v1`, maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toThrow(OpenAI.AuthenticationError);
  });
});

test.describe('clients that rerank', () => {
  let client: APIRequestContext;
  let headers: Record<string, string>;
  test.beforeEach(async ({ operatorApi, baseURL }) => {
    const key = await createApplication(operatorApi, `Reranking ${test.info().title}`.slice(0, 80));
    client = await newClient(baseURL ?? '');
    headers = { authorization: `Bearer ${key}` };
  });
  test.afterEach(() => client.dispose());

  for (const path of ['/v1/rerank', '/v2/rerank']) {
    test(`${path} answers and fails as Cohere and Jina do`, async () => {
      const reply = await client.post(path, {
        headers,
        data: { query, documents: [texts[1], { text: texts[0] }, texts[2]], top_n: 2, return_documents: true },
      });
      expect(reply.status(), await reply.text()).toBe(200);
      expect(reply.headers()['x-mixstage-release']).toMatch(/^release-\d+$/);
      const { results } = (await reply.json()) as {
        results: { index: number; relevance_score: number; document: { text: string } }[];
      };
      expect(results).toHaveLength(2);
      expect(results[0]?.index, 'the passage about deposits comes first').toBe(1);
      expect(results[0]?.document.text).toBe(texts[0]);
      for (const { relevance_score } of results) {
        expect(relevance_score).toBeGreaterThanOrEqual(0);
        expect(relevance_score).toBeLessThanOrEqual(1);
      }
      const wrong = await client.post(path, { headers, data: { query, documents: [] } });
      expect(wrong.status()).toBe(400);
      expect(await wrong.json()).toEqual({ id: expect.any(String), message: expect.stringContaining('documents') });
    });
  }

  test('/rerank and /embed answer and fail as Text Embeddings Inference does', async () => {
    const reply = await client.post('/rerank', { headers, data: { query, texts, return_text: true } });
    expect(reply.status(), await reply.text()).toBe(200);
    const ranked = (await reply.json()) as { index: number; score: number; text: string }[];
    expect(ranked.map(({ index }) => index).sort()).toEqual([0, 1, 2]);
    expect(ranked[0]).toMatchObject({ index: 0, text: texts[0] });
    const scores = ranked.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));

    const embedded = await client.post('/embed', { headers, data: { inputs: texts } });
    expect(((await embedded.json()) as number[][]).length).toBe(3);

    const wrong = await client.post('/rerank', { headers, data: { query, texts: [] } });
    expect(wrong.status()).toBe(422);
    expect(await wrong.json()).toEqual({ error: expect.any(String), error_type: 'Validation' });
    const stranger = await client.post('/embed', { data: { inputs: texts } });
    expect(stranger.status()).toBe(401);
    expect(await stranger.json()).toEqual({ error: expect.any(String), error_type: 'Validation' });
  });

  test('the request of the README is answered, with both ranks, timings and the release', async () => {
    const reply = await client.post('/v1/retrieve', { headers, data: { query, depth: 3 } });
    expect(reply.status(), await reply.text()).toBe(200);
    const body = (await reply.json()) as { release: string; results: { rank: number; title: string }[] };
    expect(reply.headers()['x-mixstage-release']).toBe(body.release);
    expect(body.results.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(body).toMatchObject({ operatingPoint: { depth: 3 }, timings: { totalMs: expect.any(Number) } });
    const wrong = await client.post('/v1/retrieve', { headers, data: { query, depth: 0 } });
    expect(wrong.status()).toBe(400);
    expect(wrong.headers()['content-type']).toContain('application/problem+json');
  });
});
