import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMeasureList } from '@/lib/metrics/parse-measure';
import { fuseReranker } from '@/lib/retrieval/fusion';
import {
  type CandidateList,
  type CandidateTable,
  candidateUnion,
  checkCandidateList,
  sharingFigures,
} from './candidate-union';
import { cellRun, evaluateCells, type GridMaterial, scoreMatrix } from './grid-cells';
import { memoryPairScoreCache, type PairScoreCache, type PairScorer, scoreUnion } from './score-union';
import { gridCells, noReranker } from './stage-grid';

const list = (ids: string): CandidateList => ({
  documentIds: ids.split(''),
  scores: Float64Array.from(ids, (_, i) => 1 / (i + 1)),
});
const table: CandidateTable = new Map([
  [
    'base',
    new Map([
      ['q1', list('abcd')],
      ['q2', list('cdab')],
    ]),
  ],
  [
    'stage-1',
    new Map([
      ['q1', list('dcbe')],
      ['q2', list('ab')],
    ]),
  ],
]);
const axes = {
  rows: [...table.keys()].map((key) => ({ key, label: key })),
  columns: [noReranker, { key: 'r', label: 'reranker', isReranker: true }],
  budgets: [2, 4],
  depths: [2],
  rerankerWeights: [0.5, 1],
};
const pairHashOf = (queryId: string, documentId: string) => `${queryId}:${documentId}`;

/** A reranker that likes late letters and counts what it is asked. */
function scorer(log: string[], failAfter = Number.POSITIVE_INFINITY): PairScorer {
  return {
    rerankerHash: 'hash',
    score: async (queryId, documentIds) => {
      if (log.length + documentIds.length > failAfter) throw new Error('killed');
      log.push(...documentIds.map((id) => pairHashOf(queryId, id)));
      return documentIds.map((id) => id.charCodeAt(0));
    },
  };
}
const demands = ['q1', 'q2'].map((queryId) => ({
  queryId,
  documentIds: candidateUnion(table, [...table.keys()], queryId, 4),
}));

describe('gridCells', () => {
  it('has every row with every reranker and without, at each budget, depth and weight', () => {
    const cells = gridCells(axes);
    expect(cells.length).toBe(2 * (1 + 2) * 2);
    expect(cells[0]).toEqual({
      key: 'base|none|2|2|0',
      row: 'base',
      column: 'none',
      budget: 2,
      depth: 2,
      rerankerWeight: 0,
    });
    expect(new Set(cells.map((cell) => cell.key)).size).toBe(cells.length);
  });

  it('refuses empty axes, repeated keys, impossible values and grids that are too large', () => {
    expect(() => gridCells({ ...axes, rows: [] })).toThrow(/at least one/);
    expect(() => gridCells({ ...axes, rows: [...axes.rows, ...axes.rows] })).toThrow(/twice/);
    expect(() => gridCells({ ...axes, budgets: [0] })).toThrow(/positive/);
    expect(() => gridCells({ ...axes, depths: [9] })).toThrow(/no cell/);
    expect(() => gridCells({ ...axes, rerankerWeights: [0] })).toThrow(/weight/);
    expect(() => gridCells({ ...axes, budgets: Array.from({ length: 300 }, (_, i) => i + 2) })).toThrow(/at most 400/);
  });
});

describe('scoreUnion', () => {
  it('scores each pair of the union once, whatever the number of rows and budgets', async () => {
    const log: string[] = [];
    const result = await scoreUnion(scorer(log), demands, memoryPairScoreCache(), pairHashOf);
    expect(result.scoredPairs).toBe(5 + 4);
    expect(new Set(log).size).toBe(log.length);
    expect(sharingFigures(table, [...table.keys()], ['q1', 'q2'], 4)).toEqual({
      separatePairs: 14,
      unionPairs: 9,
      unionFactor: (9 * 2) / 14,
    });
  });

  it('runs no model when the grid is repeated', async () => {
    const cache = memoryPairScoreCache();
    const first = await scoreUnion(scorer([]), demands, cache, pairHashOf);
    const log: string[] = [];
    const again = await scoreUnion(scorer(log), demands, cache, pairHashOf);
    expect(log).toEqual([]);
    expect(again.scoredPairs).toBe(0);
    expect(again.scores).toEqual(first.scores);
  });

  it('goes on where a killed grid stopped', async () => {
    const cache = memoryPairScoreCache();
    await expect(scoreUnion(scorer([], 5), demands, cache, pairHashOf)).rejects.toThrow('killed');
    const log: string[] = [];
    const resumed = await scoreUnion(scorer(log), demands, cache, pairHashOf);
    expect(log.every((pair) => pair.startsWith('q2'))).toBe(true);
    expect(resumed.cachedPairs).toBe(5);
  });

  it('scores documents with equal text once', async () => {
    const log: string[] = [];
    const result = await scoreUnion(scorer(log), demands, memoryPairScoreCache(), (queryId) => queryId);
    expect(result.scoredPairs).toBe(2);
    expect(result.scores.get('q1')?.size).toBe(5);
  });

  it('stops between queries when cancelled and refuses nonsense from a reranker', async () => {
    const cancelled = AbortSignal.abort();
    await expect(
      scoreUnion(scorer([]), demands, memoryPairScoreCache(), pairHashOf, { signal: cancelled }),
    ).rejects.toThrow(/cancelled/);
    const cache = memoryPairScoreCache();
    const bad = (answer: number[]): PairScorer => ({ rerankerHash: 'h', score: async () => answer });
    await expect(scoreUnion(bad([1]), demands, cache, pairHashOf)).rejects.toThrow(/1 scores for 5/);
    await expect(scoreUnion(bad([1, 2, 3, 4, Number.NaN]), demands, cache, pairHashOf)).rejects.toThrow(/not a finite/);
    expect((cache as PairScoreCache & { size: number }).size).toBe(0);
  });
});

describe('evaluateCells', () => {
  const qrels = new Map([
    [
      'q1',
      new Map([
        ['e', 2],
        ['a', 1],
      ]),
    ],
    ['q2', new Map([['d', 1]])],
    ['q3', new Map([['d', 0]])],
  ]);

  async function material(): Promise<GridMaterial> {
    const { scores } = await scoreUnion(scorer([]), demands, memoryPairScoreCache(), pairHashOf);
    return { candidates: table, pairScores: new Map([['r', scores]]), fuse: fuseReranker };
  }

  it('gives each cell what its own pipeline would return', async () => {
    const cells = gridCells(axes);
    const built = await material();
    const orderOf = (key: string) =>
      cellRun(built, cells.find((cell) => cell.key === key) as (typeof cells)[number], ['q1', 'q2'])
        .queries.get('q1')
        ?.map((document) => document.id)
        .join('');
    expect(orderOf('base|none|4|2|0')).toBe('ab');
    expect(orderOf('base|r|4|2|1')).toBe('dc');
    expect(orderOf('base|r|2|2|1')).toBe('ba');
    expect(orderOf('stage-1|r|4|2|1')).toBe('ed');
  });

  it('puts all cells on the same queries and leaves out those without relevant documents', async () => {
    const cells = evaluateCells(await material(), gridCells(axes), qrels, parseMeasureList('nDCG@2 Recall@2'));
    const matrix = scoreMatrix(cells, 0);
    expect(matrix.queryIds).toEqual(['q1', 'q2']);
    expect(matrix.rows.length).toBe(cells.length);
  });

  it('equals a separate run of every cell, for any candidates and scores', async () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        ids,
        ids,
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 }),
        async (x, y, points) => {
          const candidates: CandidateTable = new Map([
            ['base', new Map([['q1', list(x.join(''))]])],
            ['stage-1', new Map([['q1', list(y.join(''))]])],
          ]);
          const score = (id: string) => points[id.charCodeAt(0) - 97] as number;
          const wanted = [{ queryId: 'q1', documentIds: candidateUnion(candidates, ['base', 'stage-1'], 'q1', 4) }];
          const reranker: PairScorer = { rerankerHash: 'h', score: async (_, docs) => docs.map(score) };
          const { scores } = await scoreUnion(reranker, wanted, memoryPairScoreCache(), pairHashOf);
          const shared: GridMaterial = { candidates, pairScores: new Map([['r', scores]]), fuse: fuseReranker };
          for (const cell of gridCells(axes)) {
            const own = candidates.get(cell.row)?.get('q1') as CandidateList;
            const budgeted = own.documentIds.slice(0, cell.budget);
            const first = own.scores.slice(0, cell.budget);
            const fused =
              cell.column === 'none' ? first : fuseReranker(first, budgeted.map(score), cell.rerankerWeight);
            const expected = budgeted
              .map((id, i) => ({ id, score: fused[i] as number }))
              .sort((a, b) => b.score - a.score)
              .slice(0, cell.depth);
            const found = cellRun(shared, cell, ['q1']).queries.get('q1') ?? [];
            expect(found.map((document) => document.id)).toEqual(expected.map((document) => document.id));
            for (const [i, document] of found.entries()) {
              expect(document.score).toBeCloseTo(expected[i]?.score as number, 9);
              if (i > 0) expect(document.score).toBeLessThan(found[i - 1]?.score as number);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('checkCandidateList', () => {
  it('refuses lists that are broken', () => {
    expect(() => checkCandidateList({ documentIds: ['a'], scores: new Float64Array(2) })).toThrow(/one score/);
    expect(() => checkCandidateList({ documentIds: ['a', 'a'], scores: new Float64Array(2) })).toThrow(/twice/);
    expect(() => checkCandidateList({ documentIds: ['a'], scores: Float64Array.of(Number.NaN) })).toThrow(/finite/);
  });
});
