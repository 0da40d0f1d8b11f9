import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import type { EvaluationResults } from '@/lib/contracts/evaluation-results';
import { db } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { writeRun } from '@/lib/metrics/write-run';
import { chooseOperatingPoint } from './choose-operating-point';
import { compareEvaluations, findRowFinding } from './compare-evaluations';
import { componentRequestSchema, evaluateComponents } from './evaluate-components';
import { evaluateImportedRun } from './evaluate-imported-run';
import { gridRequestSchema } from './grid-request';
import { exportQueryCsv, exportTrecRun, getEvaluation, listEvaluations } from './read-evaluations';
import { requestEvaluation } from './request-evaluation';
import { runGrid } from './run-grid';
import { fakeBackbone, type ModelLog } from './testing/fake-backbone';
import { storeDataset } from './testing/store-dataset';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.close());

const actor = systemActor('test');
const stakeholder = { kind: 'user', userId: 'u', name: 'n', email: 'e', role: 'stakeholder', via: 'session' } as const;
const emptyLog = (): ModelLog => ({ searches: 0, pairs: 0, openedRerankers: [] });
const open = () => fakeBackbone(emptyLog());
const row = (stage: string) => ({
  key: stage,
  embedders: [{ checkpointId: `embedder-${stage}`, weight: 1 }],
  bm25: null,
});

async function resultsOf<Kind extends EvaluationResults['kind']>(id: string, kind: Kind) {
  const { results } = await getEvaluation(actor, id);
  if (results.kind !== kind) throw new Error(`expected ${kind}, found ${results.kind}`);
  return results as Extract<EvaluationResults, { kind: Kind }>;
}

describe('evaluateComponents', () => {
  it('gives embedders a recall-budget curve with a band and compares each stage with its parent', async () => {
    const { versionId } = await storeDataset(50);
    const request = componentRequestSchema.parse({
      component: 'embedder',
      versionId,
      split: 'test',
      rows: ['base', 'stage-1', 'stage-2'].map(row),
      depth: 60,
      measures: ['Recall@5', 'Recall@20'],
      references: [{ label: 'published', source: 'a paper', budget: 20, recall: 0.8 }],
    });
    const { evaluationId } = await evaluateComponents(actor, request, open());
    const results = await resultsOf(evaluationId, 'component');
    expect(results.rows.map(({ row: key }) => key)).toEqual(['base', 'stage-1', 'stage-2']);
    for (const curve of results.curves) {
      expect([curve.queries, curve.judgedQueries]).toEqual([49, 50]);
      expect(curve.points.at(-1)).toMatchObject({ budget: 60, mean: 1 });
      for (const point of curve.points) expect(point.lower).toBeLessThanOrEqual(point.mean);
    }
    const compared = results.regressions.map((report) => `${report.row}<${report.against} ${report.measure}`);
    expect(compared).toContain('stage-1<base Recall@5');
    expect(compared).toContain('stage-2<stage-1 Recall@20');
    expect(results.references.length).toBe(1);
    expect(results.rows[0]?.strata.some(({ dimension }) => dimension === 'source')).toBe(true);
  });

  it('evaluates rerankers on the same candidates, with the first stage order beside them', async () => {
    const { versionId } = await storeDataset(40);
    const log = emptyLog();
    const request = componentRequestSchema.parse({
      component: 'reranker',
      versionId,
      split: 'test',
      candidates: row('base'),
      budget: 20,
      rerankerIds: ['reranker-base', 'reranker-stage-1'],
    });
    const { evaluationId } = await evaluateComponents(actor, request, fakeBackbone(log));
    const results = await resultsOf(evaluationId, 'component');
    expect(results.rows.map(({ row: key }) => key)).toEqual(['none', 'reranker-base', 'reranker-stage-1']);
    expect(log.pairs).toBe(2 * 20 * 40);
    expect(results.regressions[0]).toMatchObject({ row: 'reranker-stage-1', against: 'reranker-base' });
  });
});

describe('evaluateImportedRun', () => {
  it('evaluates a run of another system and names its file by hash', async () => {
    const { versionId } = await storeDataset(5);
    const queries = new Map(['q000', 'q001'].map((id, i) => [id, [{ id: `d${i}`, score: 1 }]]));
    const text = writeRun({ tag: 'other', queries });
    const request = { versionId, split: 'test', fileName: 'other.run', measures: ['RR', 'Recall@1'] };
    const { evaluationId, evaluation } = await evaluateImportedRun(actor, request, text);
    expect(evaluation.missingFromRun).toEqual(['q002', 'q003', 'q004']);
    const results = await resultsOf(evaluationId, 'run');
    expect(results.rows[0]?.measures[0]).toMatchObject({ measure: 'RR', mean: 0.5, definedQueries: 4, queries: 5 });
    expect(results.rows[0]?.remarks[0]).toContain('3 of 5 judged queries are missing');
    expect((await getEvaluation(actor, evaluationId)).inputs.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await exportQueryCsv(stakeholder, evaluationId, ['run'])).toContain('run,q000,1,1\r\n');
    const exported = await exportTrecRun(stakeholder, evaluationId, 'run');
    expect(exported.queries.get('q001')).toEqual([{ id: 'd1', score: 1 }]);
  });

  it('refuses a broken run with file and line, and a run for another dataset', async () => {
    const { versionId } = await storeDataset(3);
    const request = { versionId, split: 'test', fileName: 'bad.run' };
    await expect(evaluateImportedRun(actor, request, 'q000 Q0 d0 1 high x')).rejects.toThrow(/bad.run:1: the score/);
    await expect(evaluateImportedRun(actor, request, 'x Q0 d0 1 1 x')).rejects.toThrow(/answers none/);
    await expect(evaluateImportedRun(stakeholder, request, '')).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('compareEvaluations', () => {
  it('compares two cells by measure and stratum and gives the gate its figures', async () => {
    const { versionId } = await storeDataset(60);
    const request = gridRequestSchema.parse({
      versionId,
      split: 'test',
      rows: [row('base'), row('stage-3')],
      rerankerIds: ['reranker-stage-2'],
      budgets: [20],
      depths: [5],
      measures: ['nDCG@5', 'RR@5'],
      champion: 'base|none|20|5|0',
    });
    const grid = await runGrid(actor, request, open());
    const after = 'stage-3|reranker-stage-2|20|5|1';
    const { evaluationId } = await compareEvaluations(actor, {
      before: { evaluationId: grid.evaluationId, row: 'base|none|20|5|0' },
      after: { evaluationId: grid.evaluationId, row: after },
      configurationHash: 'abc',
    });
    const results = await resultsOf(evaluationId, 'comparison');
    expect(results.measures.map(({ measure }) => measure)).toEqual(['nDCG@5', 'RR@5']);
    expect(results.measures[0]?.paired.mean).toBeGreaterThan(0.2);
    expect(results.measures[0]?.correctedP).toBeGreaterThanOrEqual(results.measures[0]?.paired.signFlipP as number);
    const finding = await findRowFinding(actor, evaluationId);
    expect(finding).toMatchObject({ configurationHash: 'abc', id: evaluationId });
    expect(finding.coverage).toBeGreaterThan(0);
    expect(finding.changes.find(({ measure, stratum }) => measure === 'nDCG@5' && !stratum)?.low).toBeGreaterThan(0);
    for (const { key } of (await resultsOf(grid.evaluationId, 'grid')).cells) {
      const cell = await findRowFinding(actor, grid.evaluationId, key);
      expect(cell.changes.length > 0).toBe(key !== 'base|none|20|5|0');
      expect(cell.figures.length).toBe(2);
    }
  });

  it('refuses rows of different datasets and unknown rows', async () => {
    const runOf = async () => {
      const { versionId } = await storeDataset(4);
      const request = { versionId, split: 'test', fileName: 'a.run', measures: ['RR'] };
      const { evaluationId } = await evaluateImportedRun(actor, request, 'q000 Q0 d0 1 1 a');
      return { evaluationId, row: 'run' };
    };
    const [before, after] = [await runOf(), await runOf()];
    await expect(compareEvaluations(actor, { before, after })).rejects.toThrow(/different versions or splits/);
    await expect(compareEvaluations(actor, { before, after: { ...after, row: 'x' } })).rejects.toThrow(/no row x/);
    await expect(findRowFinding(actor, 'gone')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('chooseOperatingPoint', () => {
  it('finds the smallest K for a recall target, the best point within a latency budget, front and presets', async () => {
    const { versionId } = await storeDataset(80);
    const timed: number[] = [];
    const openProbe = async () => ({
      time: async (_text: string, budget: number) => {
        timed.push(budget);
        return budget;
      },
      close: async () => {},
    });
    const request = {
      versionId,
      split: 'test',
      row: row('stage-2'),
      rerankerId: 'reranker-stage-3',
      budgets: [5, 20, 60],
      depths: [5],
      primaryMeasure: 'nDCG@5',
      recallTarget: 0.5,
      p95BudgetMs: 30,
      samples: 10,
    };
    const { evaluationId } = await chooseOperatingPoint(actor, request, { openBackbone: open(), openProbe });
    const results = await resultsOf(evaluationId, 'operating-point');
    expect(timed.length).toBe(3 * 11);
    expect(results.points.map(({ budget, p95Ms }) => [budget, p95Ms])).toEqual([
      [5, 5],
      [20, 20],
      [60, 60],
    ]);
    expect(results.latencyBudget?.isPossible).toBe(true);
    expect(results.latencyBudget?.point.p95Ms).toBeLessThanOrEqual(30);
    expect(results.recallTarget?.isReached).toBe(true);
    expect(results.recallTarget?.lower).toBeGreaterThanOrEqual(0.5);
    expect(results.presets.map(({ name }) => name)).toEqual(['latency-sensitive', 'general', 'in-depth']);
    const impossible = { ...request, p95BudgetMs: 1, recallTarget: 1 };
    const second = await chooseOperatingPoint(actor, impossible, { openBackbone: open(), openProbe });
    const none = await resultsOf(second.evaluationId, 'operating-point');
    expect(none.latencyBudget).toMatchObject({ isPossible: false, point: { budget: 5 } });
    expect(none.recallTarget).toMatchObject({ isReached: false, budget: null });
  });
});

describe('requestEvaluation', () => {
  it('queues a checked request once and says at once what is wrong with it', async () => {
    const { versionId } = await storeDataset(3);
    const request = gridRequestSchema.parse({ versionId, split: 'test', rows: [row('base')] });
    const jobId = await requestEvaluation(actor, { task: 'grid', request });
    expect(await db().job.findUnique({ where: { id: jobId } })).toMatchObject({
      kind: 'evaluation.run',
      state: 'queued',
    });
    await expect(requestEvaluation(actor, { task: 'grid', request })).rejects.toMatchObject({ code: 'conflict' });
    await expect(requestEvaluation(actor, { task: 'grid', request: { ...request, split: 'dev' } })).rejects.toThrow(
      /"dev"/,
    );
    await expect(requestEvaluation(actor, { task: 'grid', request: { ...request, rows: [] } })).rejects.toMatchObject({
      details: { issues: [{ path: 'request.rows' }] },
    });
    await expect(requestEvaluation(stakeholder, { task: 'grid', request })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('listEvaluations', () => {
  it('shows stakeholders the newest first and nobody else without a role', async () => {
    const all = await listEvaluations(stakeholder);
    expect(all.length).toBeGreaterThan(3);
    expect(all.every((one, i) => i === 0 || (all[i - 1] as typeof one).createdAt >= one.createdAt)).toBe(true);
    await expect(listEvaluations({ kind: 'anonymous' })).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
