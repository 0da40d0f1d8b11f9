import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from '@/lib/nn/onnx-proto';
import { createSession, createSessionFromBytes } from './session';
import { externalModel, productModel } from './testing/tiny-graphs';

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
      expect(Array.from((y?.data ?? []) as ArrayLike<number>)).toEqual([4, 6, 2, 4]);
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
