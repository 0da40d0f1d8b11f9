import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel, makeNode, makeValueInfo, type OnnxModel } from '@/lib/nn/onnx-proto';
import { makeFloatTensor } from '@/lib/nn/onnx-tensor';
import { createSession, createSessionFromBytes } from './session';

/** y = x * w, with x [n, 2] and w [2, 2]. */
function productModel(): OnnxModel {
  return {
    irVersion: 8,
    producerName: 'test',
    producerVersion: '',
    opsetImport: [{ domain: '', version: 17, unknown: [] }],
    graph: {
      name: 'product',
      node: [makeNode('MatMul', ['x', 'w'], ['y'])],
      initializer: [makeFloatTensor('w', [2, 2], Float32Array.of(1, 2, 3, 4))],
      input: [makeValueInfo('x', 'float32', ['n', 2])],
      output: [makeValueInfo('y', 'float32', ['n', 2])],
      valueInfo: [],
      unknown: [],
    },
    metadataProps: [],
    unknown: [],
  };
}

/** The same, with w in a file that is named. */
function externalModel(location: string): OnnxModel {
  const model = productModel();
  const weight = model.graph.initializer[0];
  if (!weight) throw new Error('the model has one weight');
  weight.rawData = undefined;
  weight.dataLocation = 1;
  weight.externalData = [{ key: 'location', value: location, unknown: [] }];
  return model;
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-onnx-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const input = { x: { type: 'float32' as const, data: Float32Array.of(1, 1, 2, 0), dims: [2, 2] } };

describe('a session', () => {
  it('computes what the graph says, from bytes and from a file', async () => {
    const bytes = encodeModel(productModel());
    const file = path.join(directory, 'model.onnx');
    await writeFile(file, bytes);
    for (const session of [await createSessionFromBytes(bytes), await createSession(file)]) {
      expect(session.inputs).toEqual([{ name: 'x', type: 'float32', shape: ['n', 2] }]);
      const { y } = await session.run(input);
      expect(y?.dims).toEqual([2, 2]);
      expect(Array.from(y?.data ?? [])).toEqual([4, 6, 2, 4]);
      await session.release();
    }
  });

  it('explains a feed that does not fit', async () => {
    const session = await createSessionFromBytes(encodeModel(productModel()));
    const wrong = { x: { type: 'float32' as const, data: Float32Array.of(1, 1, 1), dims: [1, 3] } };
    await expect(session.run(wrong)).rejects.toThrow(/cannot compute this input/);
    await session.release();
  });

  it('never reads a file for a model that is given as bytes', async () => {
    for (const location of ['package.json', '.env', '/etc/hostname', '../package.json']) {
      await expect(createSessionFromBytes(encodeModel(externalModel(location)))).rejects.toThrow(/other files/);
    }
  });

  it('refuses a file that is cut short without naming folders of this machine', async () => {
    const file = path.join(directory, 'cut.onnx');
    await writeFile(file, encodeModel(productModel()).subarray(0, 60));
    const error = await createSession(file).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'invalid_input' });
    expect((error as Error).message).not.toContain(directory);
  });
});
