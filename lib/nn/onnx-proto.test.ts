import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import {
  attributeFloat,
  attributeInt,
  decodeModel,
  encodeModel,
  makeAttribute,
  makeNode,
  makeValueInfo,
  type OnnxModel,
} from './onnx-proto';
import { externalLocation, halfToFloat, makeFloatTensor, makeTensor, readFloats, readIntegers } from './onnx-tensor';

const small = (): OnnxModel => ({
  irVersion: 9,
  producerName: 'test',
  producerVersion: '',
  opsetImport: [{ domain: '', version: 20, unknown: [] }],
  metadataProps: [{ key: 'k', value: '值', unknown: [] }],
  unknown: [],
  graph: {
    name: 'g',
    node: [makeNode('Gemm', ['x', 'w', ''], ['y'], [makeAttribute('alpha', 0.5), makeAttribute('transB', 1n)])],
    initializer: [makeFloatTensor('w', [2, 2], Float32Array.of(1, 2, 3, 4))],
    input: [makeValueInfo('x', 'float32', ['batch', 2])],
    output: [makeValueInfo('y', 'float32', ['batch', 2])],
    valueInfo: [],
    unknown: [],
  },
});

describe('ONNX files', () => {
  it('come back equal after writing and reading', () => {
    expect(decodeModel(encodeModel(small()))).toEqual(small());
  });

  it('keep negative, large and zero integers and float attributes exactly', () => {
    const model = small();
    const attributes = [makeAttribute('ints', [-1n, 0n, 9223372036854775807n]), makeAttribute('floats', [0.1, -2])];
    model.graph.node = [makeNode('X', [], [], [...attributes, makeAttribute('zero', 0n)])];
    const node = decodeModel(encodeModel(model)).graph.node[0];
    expect(node?.attribute[0]?.ints).toEqual([-1n, 0n, 9223372036854775807n]);
    expect(node?.attribute[1]?.floats).toEqual([Math.fround(0.1), -2]);
    expect(node && attributeInt(node, 'zero', 7)).toBe(0);
    expect(node && attributeInt(node, 'absent', 7)).toBe(7);
    expect(node && attributeFloat(node, 'absent', 0.5)).toBe(0.5);
  });

  it('keep fields that this code does not know', () => {
    const model = small();
    model.unknown = [{ number: 5, wireType: 0, value: 3n }];
    model.graph.unknown = [{ number: 99, wireType: 2, value: Uint8Array.of(1, 2, 3) }];
    const back = decodeModel(encodeModel(model));
    expect(back.unknown).toEqual(model.unknown);
    expect(back.graph.unknown).toEqual(model.graph.unknown);
  });

  it.each([0, 1, 5, 17, 40])('that are cut at byte %i are refused with words for a person', (length) => {
    const bytes = encodeModel(small()).subarray(0, length);
    expect(() => decodeModel(bytes)).toThrow(InvalidInput);
  });

  it('refuse bytes that are no ONNX at all', () => {
    expect(() => decodeModel(new TextEncoder().encode('<html>Not found</html>'))).toThrow(InvalidInput);
  });
});

describe('tensor contents', () => {
  it('are read from raw bytes and from typed lists alike', () => {
    const raw = makeFloatTensor('a', [3], Float32Array.of(1, -2, 0.5));
    const { rawData, ...rest } = raw;
    expect(rawData?.length).toBe(12);
    expect([...readFloats({ ...rest, floatData: [1, -2, 0.5] })]).toEqual([...readFloats(raw)]);
    expect(readIntegers(makeTensor('b', 'int64', [2], BigInt64Array.of(-5n, 7n)))).toEqual([-5, 7]);
  });

  it('are refused when their number does not fit the shape', () => {
    expect(() => makeFloatTensor('a', [4], new Float32Array(3))).toThrow(InvalidInput);
    const tensor = makeFloatTensor('a', [3], new Float32Array(3));
    expect(() => readFloats({ ...tensor, dims: [5] })).toThrow(/5/);
  });

  it('convert half precision as IEEE 754 says', () => {
    const pairs = [
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x0001, 2 ** -24],
      [0x7c00, Number.POSITIVE_INFINITY],
    ] as const;
    for (const [bits, value] of pairs) expect(halfToFloat(bits)).toBe(value);
    expect(halfToFloat(0x7e00)).toBeNaN();
  });
});

describe.skipIf(!hasShared('models'))(`real exports (${needsShared})`, () => {
  const files = hasShared('models')
    ? readdirSync(sharedPath('models'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.onnx'))
    : [];

  // Tensors are compared by hash: an assertion library that prints a difference of megabytes runs out of memory.
  const withHashes = (bytes: Uint8Array): string =>
    JSON.stringify(decodeModel(bytes), (_key, value) =>
      value instanceof Uint8Array ? sha256(value) : typeof value === 'bigint' ? `${value}n` : value,
    );

  it.each(files)('%s is equal after reading and writing', (file) => {
    const bytes = readFileSync(sharedPath('models', file));
    const model = decodeModel(bytes);
    expect(model.graph.node.length).toBeGreaterThan(10);
    expect(sha256(withHashes(encodeModel(model)))).toBe(sha256(withHashes(bytes)));
  });

  it('name the file and range of external data', () => {
    const model = decodeModel(readFileSync(sharedPath('models', 'zh-tiny-base', 'model.onnx')));
    const external = model.graph.initializer.map(externalLocation).filter((location) => location !== undefined);
    expect(external.length).toBeGreaterThan(0);
    expect(external[0]?.location).toBe('model.onnx.data');
  });
});
