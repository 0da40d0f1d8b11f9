import { describe, expect, it } from 'vitest';
import { fieldsOf, partsOf, resolve, typeWords } from './read-schema';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const schemas = {
  Job: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  Alias: ref('Job'),
};

describe('typeWords', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'date-time' }, 'date-time'],
    [{ type: 'integer', minimum: 1, maximum: 1000 }, 'integer 1…1000'],
    [{ type: 'string', minLength: 3 }, 'string ≥ 3'],
    [{ enum: ['left', 'right'], type: 'string' }, '"left" | "right"'],
    [{ type: 'array', items: ref('Job') }, 'Job[]'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
    [{ anyOf: [ref('Job'), { type: 'null' }] }, 'Job | null'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [key]: number }'],
    [{}, 'any'],
  ])('says %j as %s', (schema, words) => expect(typeWords(schema)).toBe(words));
});

describe('fields and parts', () => {
  it('follows references, also through names, and survives one to nothing', () => {
    expect(fieldsOf(ref('Alias'), schemas)).toEqual([{ name: 'id', schema: { type: 'string' }, isRequired: true }]);
    expect(resolve(ref('Nothing'), schemas)).toEqual({});
  });
  it('finds the objects inside lists, maps and choices', () => {
    expect(partsOf({ type: 'array', items: ref('Job') }, schemas)).toHaveLength(1);
    expect(partsOf({ type: 'object', additionalProperties: ref('Job') }, schemas)).toHaveLength(1);
    expect(partsOf({ anyOf: [ref('Job'), { type: 'null' }] }, schemas)).toHaveLength(1);
    expect(partsOf({ type: 'string' }, schemas)).toEqual([]);
  });
  it('tells the choices of a union apart by name or fixed field', () => {
    const other = { type: 'object', properties: { kind: { const: 'spec' } } };
    expect(partsOf({ oneOf: [ref('Job'), other] }, schemas).map((part) => part.label)).toEqual(['Job', 'kind: "spec"']);
  });
});
