import { describe, expect, it } from 'vitest';
import { evaluateRun, type RunEvaluation } from '@/lib/metrics/evaluate-run';
import { parseMeasureList } from '@/lib/metrics/parse-measure';
import { compareConfigurations, queryChanges } from './compare-configurations';
import { csvField, perQueryCsv } from './evaluation-csv';
import { regressionByStratum, regressionVerdict } from './regression';
import { type QueryFacts, stratifyQueries } from './strata';

/** Each letter of a ranking is a document; `a` is relevant to every query but the last. */
function evaluate(rankings: Record<string, string>, extra = ''): RunEvaluation {
  const queries = new Map(
    Object.entries(rankings).map(([id, ids]) => [id, [...ids].map((d, i) => ({ id: d, score: -i }))]),
  );
  const qrels = new Map([
    ...['q1', 'q2', 'q3', ...extra].map((id): [string, Map<string, number>] => [id, new Map([['a', 1]])]),
    ['q9', new Map([['a', 0]])],
  ] as [string, Map<string, number>][]);
  return evaluateRun({ tag: 't', queries }, qrels, parseMeasureList('RR Recall@1'));
}
const before = evaluate({ q1: 'ab', q2: 'ba', q3: 'ba', q9: 'a' });
const after = evaluate({ q1: 'ba', q2: 'ab', q3: 'ab', q9: 'a' });

describe('compareConfigurations', () => {
  it('compares every shared measure with correction, detectable difference and counts of queries', () => {
    const result = compareConfigurations(before, after, { seed: 1 });
    const [rr, recall] = result.measures;
    expect(rr).toMatchObject({ measure: 'RR', beforeMean: expect.closeTo(2 / 3), afterMean: expect.closeTo(5 / 6) });
    expect(rr?.comparison).toMatchObject({ better: 2, equal: 0, worse: 1, queries: 3 });
    expect(recall?.correctedP).toBeGreaterThanOrEqual(recall?.comparison.signFlip.p as number);
    expect(rr?.detectableDifference).toBeGreaterThan(0.5);
    expect(result.leftOut).toEqual([]);
  });

  it('lists queries that only one side has and refuses evaluations with nothing in common', () => {
    expect(compareConfigurations(before, evaluate({ q1: 'ab' }, 'x'), { seed: 1 }).leftOut).toEqual(['x']);
    const other = evaluateRun(
      { tag: 't', queries: new Map() },
      new Map([['z', new Map([['a', 1]])]]),
      parseMeasureList('RR'),
    );
    expect(() => compareConfigurations(before, other, { seed: 1 })).toThrow(/share no measure/);
  });

  it('sorts queries by change, worst first, without those that have no value', () => {
    expect(queryChanges(before, after, 'RR').map((query) => [query.queryId, query.change])).toEqual([
      ['q1', -0.5],
      ['q2', 0.5],
      ['q3', 0.5],
    ]);
    expect(queryChanges(before, after, 'AP')).toEqual([]);
  });
});

describe('strata', () => {
  const facts = (n: number): QueryFacts[] =>
    Array.from({ length: n }, (_, i) => ({
      queryId: `q${i}`,
      lengthCharacters: i + 1,
      relevantDocuments: i % 2 === 0 ? 1 : 3,
      metadata: { source: i < 5 ? 'forum' : 'mail', original_id: `id-${i}` },
    }));

  it('makes thirds by length, one against several relevant documents, and groups by short metadata', () => {
    const strata = stratifyQueries(facts(30));
    expect(strata[0]).toMatchObject({ dimension: 'all', queryIds: expect.objectContaining({ length: 30 }) });
    expect(strata.filter((s) => s.dimension === 'length').map((s) => s.value)).toEqual(['1-10', '11-20', '21-30']);
    expect(strata.filter((s) => s.dimension === 'relevant').map((s) => s.value)).toEqual(['one', 'several']);
    expect(strata.filter((s) => s.dimension === 'source').map((s) => s.queryIds.length)).toEqual([5, 25]);
    expect(strata.some((s) => s.dimension === 'original_id')).toBe(false);
  });

  it('puts every query in exactly one stratum of a dimension that all have', () => {
    for (const dimension of ['length', 'relevant', 'source']) {
      const ids = stratifyQueries(facts(31))
        .filter((s) => s.dimension === dimension)
        .flatMap((s) => s.queryIds);
      expect(ids.length).toBe(31);
      expect(new Set(ids).size).toBe(31);
    }
  });

  it('copes with one query, equal lengths and no queries', () => {
    expect(stratifyQueries([]).map((s) => s.dimension)).toEqual(['all']);
    expect(stratifyQueries(facts(1)).map((s) => s.dimension)).toEqual(['all']);
    const equal = facts(10).map((query) => ({ ...query, lengthCharacters: 8 }));
    expect(
      stratifyQueries(equal)
        .filter((s) => s.dimension === 'length')
        .map((s) => s.value),
    ).toEqual(['8-8']);
  });
});

describe('regressionByStratum', () => {
  const change = (queryId: string, value: number) => ({ queryId, before: 0.5, after: 0.5 + value, change: value });
  const noisy = (base: number, from: number) =>
    Array.from({ length: 30 }, (_, i) => change(`q${from + i}`, base + (i % 2 ? 0.01 : -0.01)));
  const strata = [
    { dimension: 'source', value: 'forum', queryIds: noisy(0, 0).map((query) => query.queryId) },
    { dimension: 'source', value: 'mail', queryIds: noisy(0, 30).map((query) => query.queryId) },
    { dimension: 'source', value: 'none', queryIds: ['other'] },
  ];

  it('sees a stratum that regressed while the whole improved', () => {
    const report = regressionByStratum('RR', [...noisy(0.2, 0), ...noisy(-0.1, 30)], strata, {
      tolerance: 0.02,
      seed: 1,
    });
    expect(report.strata.map((s) => [s.value, s.verdict])).toEqual([
      ['forum', 'improved'],
      ['mail', 'regressed'],
    ]);
    expect(report.mostHurt.length).toBe(10);
    expect(report.mostHurt[0]?.change).toBeCloseTo(-0.11, 12);
  });

  it('is inconclusive for one query, unchanged for equal results, non-inferior within the tolerance', () => {
    const verdict = (values: number[], tolerance = 0.02) => {
      const changes = values.map((value, i) => change(`q${i}`, value));
      const all = [{ dimension: 'all', value: 'all', queryIds: changes.map((c) => c.queryId) }];
      const [stratum] = regressionByStratum('RR', changes, all, { tolerance, seed: 1 }).strata;
      return stratum ? regressionVerdict(stratum.comparison, tolerance) : undefined;
    };
    expect(verdict([-0.5])).toBe('inconclusive');
    expect(verdict([0, 0, 0])).toBe('unchanged');
    expect(verdict(noisy(-0.005, 0).map((c) => c.change))).toBe('non-inferior');
    expect(verdict([0.5, -0.5, 0.1])).toBe('inconclusive');
    expect(() => regressionByStratum('RR', [], [], { tolerance: 0, seed: 1 })).toThrow(/Nothing to compare/);
  });
});

describe('perQueryCsv', () => {
  it('writes all digits, empty fields for undefined values, and no spreadsheet formula', () => {
    const text = perQueryCsv([{ row: '=cmd', evaluation: before }]);
    expect(text.split('\r\n')).toEqual([
      'row,query_id,RR,Recall@1',
      "'=cmd,q1,1,1",
      "'=cmd,q2,0.5,0",
      "'=cmd,q3,0.5,0",
      "'=cmd,q9,,",
      '',
    ]);
    expect(csvField('a "b", c')).toBe('"a ""b"", c"');
    expect(csvField(-0.5)).toBe('-0.5');
  });
});
