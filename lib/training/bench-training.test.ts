import { describe, expect, it } from 'vitest';
import { createSessionFromBytes } from '@/lib/onnx/session';
import { type BenchTask, benchTasks, formatTasks } from './bench-tasks';
import { benchTraining, formatBench } from './bench-training';
import { tinyCollection, tinySettings } from './testing/tiny-collection';

const { documents, task } = tinyCollection();
const ids = [...task.train.keys()].filter((id) => task.queries.has(id));
const part = (keep: (i: number) => boolean) =>
  new Map([...task.train].filter(([id]) => keep(ids.indexOf(id)) && ids.includes(id)));
const ports = {
  createRunner: (model: Uint8Array) => createSessionFromBytes(model),
  onProgress: () => {},
  nowMs: () => 0,
  cpuSeconds: () => 0,
};

describe('the bench of a labelled collection', () => {
  it('measures every stage on test and prints one table', async () => {
    // A lexical side that prefers documents in reverse order: nothing but the fusion depends on it.
    const bm25 = {
      documents: documents.length,
      prepare: () => [],
      score: (_query: unknown, scores: Float32Array) => {
        for (let i = 0; i < scores.length; i++) scores[i] = i;
      },
    };
    const train = part((i) => i % 4 !== 0);
    const test = part((i) => i % 4 === 0);
    const input = { documents, queries: task.queries, train, test, bm25, seeds: [1], settings: tinySettings };
    const runs = await benchTraining(input, ports);
    const systems = runs[0]?.rows.map(({ system }) => system.replace(' (chosen on dev)', ''));
    expect(systems).toEqual([
      'BM25',
      'embedder base',
      'embedder stage-1',
      'embedder stage-2',
      'embedder stage-3',
      'embedder stage-3 + BM25',
      '+ reranker base',
      '+ reranker stage-1',
      '+ reranker stage-2',
      '+ reranker stage-3',
    ]);
    expect(runs[0]?.rows.every((row) => row.byQuestion.length === test.size)).toBe(true);
    const table = formatBench(runs);
    expect(table).toMatch(/\| embedder stage-2 \| \d\.\d{3} /);
    expect(table).toContain('seed 1: 0.0 + 0.0 CPU-minutes');
  });
});

describe('the bench of several tasks', () => {
  it('measures each task with the base, with all tasks and held out, with instructions and without', async () => {
    const half = (name: string, rest: number): BenchTask => ({
      name,
      instruction: `${name}：`,
      queries: task.queries,
      train: part((i) => i % 4 === rest),
      test: part((i) => i % 4 === rest + 2),
    });
    const rows = await benchTasks(documents, [half('甲', 0), half('乙', 1)], 1, ports, tinySettings);
    expect(rows.length).toBe(2 * 2 * 3);
    const trainedOn = rows.filter((row) => row.task === '甲' && row.usesInstructions).map((row) => row.trainedOn);
    expect(trainedOn).toEqual([[], ['甲', '乙'], ['乙']]);
    expect(formatTasks(rows).split('\n').length).toBe(2 + rows.length);
  });
});
