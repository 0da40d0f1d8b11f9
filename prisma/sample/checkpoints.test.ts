import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = path.join(import.meta.dirname, 'checkpoints');
const names = ['embedder', 'reranker'].flatMap((component) =>
  ['base', 'stage-1', 'stage-2', 'stage-3'].map((stage) => `${component}-${stage}`),
);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => path.join(folder, name))
  .filter((file) => statSync(file).isFile());

describe('the checkpoints of the sample', () => {
  it('are the eight stages, each with what serves and how it was made', () => {
    expect(readdirSync(folder).sort()).toEqual(names.sort());
    for (const name of names) {
      for (const file of ['model.onnx', 'tokenizer.json', 'config.json', 'training-report.json']) {
        expect(existsSync(path.join(folder, name, file)), `${name}/${file}`).toBe(true);
      }
    }
  });

  it('take at most 25 MB in all and 8 MB a file', () => {
    const sizes = files.map((file) => statSync(file).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8_000_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(25_000_000);
  });

  it('were trained on the same data with the same seed, without a machine in their records', () => {
    const reports = names.map((name) => readFileSync(path.join(folder, name, 'training-report.json'), 'utf8'));
    const facts = reports.map((report) => JSON.parse(report));
    expect(new Set(facts.map(({ seed }) => seed)).size).toBe(1);
    expect(new Set(facts.map(({ dataHash }) => dataHash)).size).toBe(1);
    expect(reports.filter((report) => /\/(?:home|root|tmp|work)\//.test(report))).toEqual([]);
  });

  it('hold no weights that only training would read', () => {
    expect(files.filter((file) => file.endsWith('.safetensors'))).toEqual([]);
  });
});
