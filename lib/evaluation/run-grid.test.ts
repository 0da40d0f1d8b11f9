import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { adviseGrid } from './advise-grid';
import { gateFigures } from './evidence';
import type { GridRequest } from './grid-request';
import { gridRequestSchema } from './grid-request';
import { measureGridOverhead } from './measure-grid-overhead';
import { runGrid } from './run-grid';
import { findEvaluation, findEvaluations, findQueryRecords, queriesHash } from './store';
import { fakeBackbone, type ModelLog } from './testing/fake-backbone';
import { storeDataset } from './testing/store-dataset';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.close());

const actor = systemActor('test');
const emptyLog = (): ModelLog => ({ searches: 0, pairs: 0, openedRerankers: [] });
const stages = ['base', 'stage-1', 'stage-2', 'stage-3'];

async function makeRequest(queries = 40, change: Partial<GridRequest> = {}): Promise<GridRequest> {
  const { versionId } = await storeDataset(queries);
  return gridRequestSchema.parse({
    versionId,
    split: 'test',
    rows: [
      ...stages.map((stage) => ({
        key: stage,
        embedders: [{ checkpointId: `embedder-${stage}`, weight: 1 }],
        bm25: null,
      })),
      { key: 'bm25', embedders: [], bm25: { weight: 1, k1: 1.5, b: 0.75 } },
    ],
    rerankerIds: ['reranker-base', 'reranker-stage-2'],
    budgets: [10, 20],
    depths: [5],
    measures: ['nDCG@5', 'RR@5', 'Recall@5'],
    ...change,
  });
}

describe('runGrid', () => {
  it('stores every cell with its queries and names best, default choice, effects and what changed', async () => {
    const request = await makeRequest(24, { champion: 'base|reranker-base|10|5|1', confirmationShare: 0.3 });
    const outcome = await runGrid(actor, request, fakeBackbone(emptyLog()));
    const stored = await findEvaluation(db(), outcome.evaluationId);
    if (stored.results.kind !== 'grid') throw new Error('not a grid');
    const { results } = stored;
    expect(results.cells.length).toBe(5 * 3 * 2);
    expect(results.bestSet).toContain(results.best);
    expect(results.bestSet).toContain(results.defaultChoice);
    expect(results.effects.length).toBe(2);
    expect(results.confirmation?.cell).toBe(results.defaultChoice);
    expect(results.regressions.length).toBeGreaterThan(0);
    for (const cell of results.cells) {
      expect(cell.measures[0]).toMatchObject({ measure: 'nDCG@5', definedQueries: 23, queries: 24 });
      expect(Object.values(cell.attribution).reduce((sum, n) => sum + n, 0)).toBe(23);
    }
    expect(stored.inputs.checkpoints.length).toBe(6);
    expect(stored.inputs.dataset?.contentHash).toMatch(/^[0-9a-f]{64}$/);
    const records = await findQueryRecords(db(), outcome.evaluationId, [results.best]);
    expect(records.length).toBe(24);
    expect(records.at(-1)?.values['nDCG@5']).toBeNull();
    expect(records[0]?.ranking?.length).toBe(5);
    const figures = gateFigures(stored, results.best);
    expect(figures.figures.map((figure) => figure.measure)).toEqual(['nDCG@5', 'RR@5', 'Recall@5']);
    expect(figures.changes.some((change) => change.stratum === 'source: mail')).toBe(true);
  });

  it('scores each pair of the union once and runs no model when it is repeated', async () => {
    const request = await makeRequest();
    const log = emptyLog();
    const first = await runGrid(actor, request, fakeBackbone(log));
    expect(log.pairs).toBe(first.scoredPairs);
    const stored = await findEvaluation(db(), first.evaluationId);
    if (stored.results.kind !== 'grid') throw new Error('not a grid');
    expect(first.scoredPairs).toBe(2 * stored.results.sharing.unionPairs);
    expect(stored.results.sharing.separatePairs).toBe(5 * 20 * 40);
    const repeated = emptyLog();
    const again = await runGrid(actor, request, fakeBackbone(repeated));
    expect(repeated).toEqual(emptyLog());
    expect(again).toMatchObject({ scoredPairs: 0, searchedQueries: 0, cachedPairs: first.scoredPairs });
    const second = await findEvaluation(db(), again.evaluationId);
    if (second.results.kind !== 'grid') throw new Error('not a grid');
    expect(second.results.cells).toEqual(stored.results.cells);
    expect(second.queriesHash).toBe(stored.queriesHash);
  });

  it('goes on where a killed grid stopped and stores one evaluation for one job', async () => {
    const request = await makeRequest();
    const killed = emptyLog();
    await expect(runGrid(actor, request, fakeBackbone(killed, 500), { jobId: 'job-1' })).rejects.toThrow('killed');
    expect(killed.pairs).toBeGreaterThan(0);
    const resumed = emptyLog();
    const outcome = await runGrid(actor, request, fakeBackbone(resumed), { jobId: 'job-1' });
    expect(resumed.searches).toBe(0);
    expect(resumed.pairs).toBe(outcome.scoredPairs);
    expect(outcome.cachedPairs).toBe(killed.pairs);
    const repeated = await runGrid(actor, request, fakeBackbone(emptyLog()), { jobId: 'job-1' });
    expect(repeated.evaluationId).toBe(outcome.evaluationId);
  });

  it('stops when cancelled and keeps what was scored', async () => {
    const request = await makeRequest();
    const controller = new AbortController();
    const work = {
      signal: controller.signal,
      progress: async ({ phase, done }: { phase: string; done: number }) => {
        if (phase.startsWith('reranking') && done > 300) controller.abort();
      },
    };
    const log = emptyLog();
    await expect(runGrid(actor, request, fakeBackbone(log), work)).rejects.toMatchObject({ code: 'cancelled' });
    const outcome = await runGrid(actor, request, fakeBackbone(emptyLog()));
    expect(outcome.cachedPairs).toBe(log.pairs);
  });

  it('refuses annotators, unknown versions and splits, impossible champions and measures', async () => {
    const request = await makeRequest();
    const open = fakeBackbone(emptyLog());
    const annotator = { kind: 'user', userId: 'u', name: 'n', email: 'e', role: 'annotator', via: 'session' } as const;
    await expect(runGrid(annotator, request, open)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(runGrid(actor, { ...request, versionId: 'gone' }, open)).rejects.toMatchObject({ code: 'not_found' });
    await expect(runGrid(actor, { ...request, split: 'dev' }, open)).rejects.toThrow(/"dev"/);
    await expect(runGrid(actor, { ...request, champion: 'x' }, open)).rejects.toThrow(/no cell/);
    await expect(runGrid(actor, { ...request, measures: ['bogus'] }, open)).rejects.toThrow(/not a measure/);
    await expect(runGrid(actor, { ...request, primaryMeasure: 'MAP' }, open)).rejects.toThrow(/primary measure AP/);
  });

  it('answers one query with the set of all cells instead of a winner', async () => {
    const outcome = await runGrid(actor, await makeRequest(2), fakeBackbone(emptyLog()));
    const { results } = await findEvaluation(db(), outcome.evaluationId);
    if (results.kind !== 'grid') throw new Error('not a grid');
    expect(results.bestSet.length).toBe(results.cells.length);
    expect(results.detectableDifference).toBeNull();
    await expect(runGrid(actor, await makeRequest(1), fakeBackbone(emptyLog()))).rejects.toThrow(/relevant documents/);
  });

  it('says when somebody changed a stored evaluation', async () => {
    const { evaluationId } = await runGrid(actor, await makeRequest(5), fakeBackbone(emptyLog()));
    await db().evaluation.update({ where: { id: evaluationId }, data: { name: 'better' } });
    await expect(findEvaluation(db(), evaluationId)).rejects.toThrow(/no longer matches its hash/);
  });
});

describe('adviseGrid', () => {
  it('finds the best cell of the full grid with fewer pairs, says its guarantee and, later, its regret', async () => {
    const request = await makeRequest(120, { budgets: [20] });
    const log = emptyLog();
    const { confirmationShare: _share, champion: _champion, tolerance: _tolerance, ...grid } = request;
    const advice = { ...grid, method: 'race' as const };
    const first = await adviseGrid(actor, advice, fakeBackbone(log));
    expect(first.isCertified).toBe(true);
    expect(first.pairs).toBeLessThan(first.fullPairs);
    expect(log.pairs).toBe(first.pairs);
    const full = await runGrid(actor, request, fakeBackbone(emptyLog()));
    expect(full.scoredPairs).toBeLessThan(full.scoredPairs + full.cachedPairs);
    const again = await adviseGrid(actor, advice, fakeBackbone(emptyLog()));
    expect(again.cell).toBe(first.cell);
    const { results } = await findEvaluation(db(), again.evaluationId);
    expect(results).toMatchObject({
      kind: 'advice',
      isCertified: true,
      regret: { gridId: full.evaluationId, regret: 0 },
    });
  });

  it('does not race a result against itself under another budget', async () => {
    const { confirmationShare: _share, champion: _champion, tolerance: _tolerance, ...grid } = await makeRequest(30);
    const { evaluationId } = await adviseGrid(actor, { ...grid, rerankerIds: [] }, fakeBackbone(emptyLog()));
    const { results } = await findEvaluation(db(), evaluationId);
    if (results.kind !== 'advice') throw new Error('no advice');
    expect(results.cells.map(({ key }) => key)).toEqual([...stages, 'bm25'].map((row) => `${row}|none|10|5|0`));
  });

  it('labels the quick look uncertified', async () => {
    const { confirmationShare: _share, champion: _champion, tolerance: _tolerance, ...grid } = await makeRequest(40);
    const outcome = await adviseGrid(
      actor,
      { ...grid, method: 'quick-look', budgetShare: 0.4 },
      fakeBackbone(emptyLog()),
    );
    const { results } = await findEvaluation(db(), outcome.evaluationId);
    expect(results).toMatchObject({ kind: 'advice', method: 'quick-look', isCertified: false, end: 'budget-spent' });
  });
});

describe('measureGridOverhead', () => {
  it('counts models and bookkeeping apart, and the pairs that sharing saved', async () => {
    const overhead = await measureGridOverhead(actor, await makeRequest(20), fakeBackbone(emptyLog()));
    expect(overhead.modelCpuMs).toBeGreaterThan(0);
    expect(overhead.ratio).toBeCloseTo(overhead.totalCpuMs / overhead.modelCpuMs, 9);
    expect(overhead.scoredPairs).toBe(2 * overhead.unionPairs);
    expect(overhead.unionPairs).toBeLessThan(overhead.separatePairs);
  });
});

describe('insertEvaluation', () => {
  it('shows nothing of an evaluation that was not stored to its end, and removes it at the next try', async () => {
    const request = await makeRequest(5);
    const { evaluationId } = await runGrid(actor, request, fakeBackbone(emptyLog()), { jobId: 'job-2' });
    // As a process leaves it that was killed while it wrote the per-query values.
    await db().evaluation.update({ where: { id: evaluationId }, data: { kind: 'storing' } });
    await expect(findEvaluation(db(), evaluationId)).rejects.toMatchObject({ code: 'not_found' });
    expect((await findEvaluations(db(), { versionId: request.versionId })).length).toBe(0);
    const again = await runGrid(actor, request, fakeBackbone(emptyLog()), { jobId: 'job-2' });
    expect(again.evaluationId).not.toBe(evaluationId);
    expect(await db().evaluation.count({ where: { id: evaluationId } })).toBe(0);
  });
});

describe('queriesHash', () => {
  it('finds per-query values that somebody changed', async () => {
    const { evaluationId, best } = await runGrid(actor, await makeRequest(5), fakeBackbone(emptyLog()));
    const stored = await findEvaluation(db(), evaluationId);
    if (stored.results.kind !== 'grid') throw new Error('not a grid');
    const rows = stored.results.cells.map(({ key }) => key);
    expect(queriesHash(await findQueryRecords(db(), evaluationId, rows))).toBe(stored.queriesHash);
    await db().evaluationQuery.updateMany({ where: { evaluationId, row: best }, data: { values: { 'nDCG@5': 1 } } });
    expect(queriesHash(await findQueryRecords(db(), evaluationId, rows))).not.toBe(stored.queriesHash);
  });
});
