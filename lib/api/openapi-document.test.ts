import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problemSchema } from '@/lib/contracts/problem';
import { cohereErrorSchema, openAiErrorSchema, teiErrorSchema } from '@/lib/contracts/public-api';
import { InvalidInput, Overloaded } from '@/lib/foundation/errors';
import { describeRoute } from './describe-route';
import { cohereError, openAiError, teiError } from './dialect-errors';
import { namedContracts } from './named-contracts';
import { openApiDocument } from './openapi-document';
import { problemResponse } from './problem';
import { route } from './route';

const thingSchema = z.object({ id: z.string(), size: z.number().int().min(1).default(3) });
const handler = async () => ({ id: 'a', size: 1 });

const bare = () => new Response();

const make = (exports: Record<string, unknown>, path = '/api/things/[id]') =>
  openApiDocument([{ path, exports }], namedContracts([{ thingSchema }]), '1.2.3') as {
    paths: Record<string, Record<string, Record<string, never>>>;
    components: { schemas: Record<string, { required?: string[] }> };
    tags: unknown;
  };

describe('openApiDocument', () => {
  it('writes path and query fields as parameters, and knows which may be left out', () => {
    const GET = route({
      summary: 'Read a thing',
      params: z.object({ id: z.string() }),
      query: z.object({ days: z.coerce.number().int().default(30), at: z.string().describe('a moment') }),
      response: thingSchema,
      handler,
    });
    const operation = make({ GET }).paths['/api/things/{id}']?.get;
    expect(operation?.parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'days', in: 'query', required: false, schema: { type: 'integer', default: 30 } },
      { name: 'at', in: 'query', required: true, description: 'a moment', schema: { type: 'string' } },
    ]);
  });

  it('gives what is sent a name of its own where a default makes it differ from what is received', () => {
    const POST = route({ summary: 'Make a thing', body: thingSchema, response: thingSchema, handler });
    const { schemas } = make({ POST }, '/api/things').components;
    expect(schemas.Thing?.required).toEqual(['id', 'size']);
    expect(schemas.ThingInput?.required).toEqual(['id']);
  });

  it('makes an example from the schema that the schema accepts', () => {
    const POST = route({ summary: 'Make a thing', body: thingSchema, handler });
    const operation = make({ POST }, '/api/things').paths['/api/things']?.post;
    expect(operation?.requestBody).toMatchObject({ content: { 'application/json': { example: { id: 'id' } } } });
  });

  it('refuses an example that the contract refuses', () => {
    const POST = route({ summary: 'Make a thing', body: thingSchema, example: { size: 0 }, handler });
    expect(() => make({ POST })).toThrow(/example of POST .* does not fit/);
  });

  it('refuses a handler that says nothing about itself', () => {
    expect(() => make({ GET: bare })).toThrow(/carries no contract/);
    expect(() => make({ GET: describeRoute({ summary: '' }, () => new Response()) })).toThrow(/no summary/);
  });

  it('refuses two contracts with one name', () => {
    expect(() => namedContracts([{ thingSchema }, { thingSchema: z.string() }])).toThrow(/thingSchema/);
  });

  it('asks the function that answers errors for their statuses', () => {
    const tei = route({ summary: 'Embed', body: thingSchema, onError: teiError, handler });
    const own = route({ summary: 'Embed', body: thingSchema, handler });
    const statuses = (POST: unknown) => Object.keys(make({ POST }, '/embed').paths['/embed']?.post?.responses ?? {});
    expect(statuses(tei)).toContain('422');
    expect(statuses(own)).toContain('400');
    expect(statuses(own)).not.toContain('422');
  });

  it('promises no error for a route that takes nothing and asks nobody', () => {
    const GET = describeRoute({ summary: 'Tell', isOpen: true, response: z.string() }, () => new Response());
    expect(Object.keys(make({ GET }, '/health').paths['/health']?.get?.responses ?? {})).toEqual(['200']);
  });
});

describe('the schemas of errors', () => {
  it.each([
    ['problem+json', problemResponse, problemSchema],
    ['OpenAI', openAiError, openAiErrorSchema],
    ['Cohere', cohereError, cohereErrorSchema],
    ['Text Embeddings Inference', teiError, teiErrorSchema],
  ] as const)('fit what is answered: %s', async (_, answer, schema) => {
    for (const error of [new InvalidInput('no', { issues: [{ path: 'a', message: 'b' }] }), new Overloaded('busy')]) {
      expect(schema.safeParse(await answer(error, 'id').json()).success).toBe(true);
    }
  });
});
