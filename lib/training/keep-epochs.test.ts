import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInput } from '@/lib/foundation/errors';
import { readSafetensors } from './checkpoint/safetensors';
import { keepEpochs, writeCheckpointFolder } from './keep-epochs';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mixstage-epochs-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('kept epochs', () => {
  const state = () => ({
    arrays: new Map([['weight.table', Float32Array.of(0.1, -2, 3e-8)]]),
    facts: { epoch: 3, loss: 0.25, best: '{"epoch":2}' },
  });

  it('come back bit for bit, and the last one wins', async () => {
    const { saveEpoch, loadEpoch } = keepEpochs(directory);
    await saveEpoch('a', { ...state(), facts: { epoch: 1 } });
    await saveEpoch('a', state());
    expect(await loadEpoch('a')).toEqual(state());
    expect(await loadEpoch('b')).toBeUndefined();
  });

  it('count as none when the file is damaged', async () => {
    const { saveEpoch, loadEpoch } = keepEpochs(directory);
    await saveEpoch('a', state());
    const file = path.join(directory, 'a.epoch');
    const bytes = await readFile(file);
    for (const length of [0, 7, 20, bytes.length - 1]) {
      await writeFile(file, bytes.subarray(0, length));
      expect(await loadEpoch('a')).toBeUndefined();
    }
  });
});

describe('a checkpoint folder', () => {
  it('appears whole, or not at all when a file cannot be written', async () => {
    const folder = path.join(directory, 'checkpoint');
    const bytes = new Uint8Array([1, 2]);
    const escaping = new Map([
      ['ok.json', bytes],
      ['../outside', bytes],
    ]);
    await expect(writeCheckpointFolder(folder, escaping)).rejects.toThrow(InvalidInput);
    expect(await readdir(directory)).toEqual([]);
    await writeCheckpointFolder(folder, new Map([['model.onnx', bytes]]));
    expect(await readdir(folder)).toEqual(['model.onnx']);
  });

  it('refuses weights files that are cut or inconsistent', () => {
    expect(() => readSafetensors(new Uint8Array(4))).toThrow(InvalidInput);
    expect(() => readSafetensors(new Uint8Array(64).fill(255))).toThrow(InvalidInput);
  });
});
