import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { evaluateRun } from './evaluate-run';
import { formatTrecLines } from './format-trec-lines';
import type { Qrels } from './grades';
import { parseMeasureList } from './parse-measure';
import { parseQrels } from './parse-qrels';
import { parseRun } from './parse-run';
import type { Run } from './run';

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
const run = (queries: Record<string, [string, number][]>): Run => ({
  tag: 'test',
  queries: new Map(
    Object.entries(queries).map(([id, documents]) => [id, documents.map(([d, score]) => ({ id: d, score }))]),
  ),
});
const qrels = (queries: Record<string, Record<string, number>>): Qrels =>
  new Map(Object.entries(queries).map(([id, grades]) => [id, new Map(Object.entries(grades))]));
const measures = parseMeasureList('Recall@2 P@2 RR AP nDCG@2 nDCG Success@1');

describe('evaluateRun', () => {
  it('prints the values computed by hand, degenerate queries included', () => {
    const wanted = parseMeasureList('R@5 P@5 MRR MAP ndcg ndcg_cut_3 nDCG-exp@5 success_1 Success@5 Judged@5');
    const evaluation = evaluateRun(
      parseRun(fixture('hand-run.txt'), 'hand-run.txt'),
      parseQrels(fixture('hand-qrels.txt'), 'hand-qrels.txt'),
      wanted,
    );
    expect(formatTrecLines(evaluation).lines.join('\n')).toBe(fixture('hand-expected.txt').trim());
    expect(evaluation.missingFromRun).toEqual(['q3']);
    expect(evaluation.withoutRelevant).toEqual(['q4']);
    expect(evaluation.withoutQrels).toEqual(['q9']);
  });

  describe.skipIf(!hasShared('data', 'trec'))(`against trec_eval (${needsShared})`, () => {
    it('equals trec_eval to four decimals for every query, measure and mean', () => {
      const read = (name: string) => readFileSync(sharedPath('data', 'trec', name), 'utf8');
      const expected = read('expected.txt').trim().split('\n');
      const wanted = parseMeasureList('ndcg_cut.5,10,20 recall.5,20,60,100 recip_rank map P.5,10 success.1,10 ndcg');
      const evaluation = evaluateRun(
        parseRun(read('run.txt'), 'run.txt'),
        parseQrels(read('qrels.txt'), 'qrels.txt'),
        wanted,
      );
      const normalized = expected
        .map((line) =>
          line
            .split('\t')
            .map((column) => column.trim())
            .join('\t'),
        )
        .sort();
      expect(normalized.length).toBe(574);
      expect([...formatTrecLines(evaluation).lines].sort()).toEqual(normalized);
    });
  });

  it('scores every judged query 0 and says so when the run is empty', () => {
    const evaluation = evaluateRun(run({}), qrels({ q1: { a: 1 }, q2: { b: 2 } }), measures);
    expect(evaluation.scores.map((score) => score.mean)).toEqual(measures.map(() => 0));
    expect(evaluation.missingFromRun).toEqual(['q1', 'q2']);
    expect(evaluation.coverage.mean).toBeUndefined();
    expect(formatTrecLines(evaluation).remarks[0]).toContain('2 of 2 judged queries are missing');
  });

  it('has no mean and prints no line when no query has a relevant document', () => {
    const evaluation = evaluateRun(run({ q1: [['a', 1]] }), qrels({ q1: { a: 0 } }), measures);
    expect(evaluation.scores.every((score) => score.mean === undefined && score.definedQueries === 0)).toBe(true);
    expect(formatTrecLines(evaluation).lines).toEqual([]);
  });

  it('orders equal scores by document id, descending, and lists the query', () => {
    const evaluation = evaluateRun(
      run({
        q1: [
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ],
      }),
      qrels({ q1: { c: 1 } }),
      measures,
    );
    expect(evaluation.scores.find((score) => score.name === 'RR')?.mean).toBe(1);
    expect(evaluation.allScoresEqual).toEqual(['q1']);
  });

  it('applies the relevance threshold to binary measures and not to nDCG', () => {
    const [recall, ndcg] = evaluateRun(
      run({
        q1: [
          ['a', 2],
          ['b', 1],
        ],
      }),
      qrels({ q1: { a: 1, b: 1 } }),
      parseMeasureList('Recall@2 nDCG@2'),
      { relevantFrom: 2 },
    ).scores;
    expect(recall?.mean).toBeUndefined();
    expect(ndcg?.mean).toBe(1);
    const own = evaluateRun(run({ q1: [['a', 2]] }), qrels({ q1: { a: 1, b: 2 } }), parseMeasureList('R(rel=1)@1'), {
      relevantFrom: 2,
    });
    expect(own.scores[0]?.mean).toBe(0.5);
  });

  it('refuses scores that are not finite, duplicate documents and grades that are not finite', () => {
    const good = qrels({ q1: { a: 1 } });
    expect(() => evaluateRun(run({ q1: [['a', Number.NaN]] }), good, measures)).toThrow(/not a finite/);
    expect(() =>
      evaluateRun(
        run({
          q1: [
            ['a', 1],
            ['a', 0],
          ],
        }),
        good,
        measures,
      ),
    ).toThrow(/ranked twice/);
    expect(() => evaluateRun(run({}), qrels({ q1: { a: Number.POSITIVE_INFINITY } }), measures)).toThrow(/grade/);
    expect(() => evaluateRun(run({}), good, measures, { relevantFrom: 0 })).toThrow(/above 0/);
  });

  const documents = fc.uniqueArray(fc.tuple(fc.constantFrom(...'abcdefghij'), fc.integer({ min: 0, max: 3 })), {
    selector: ([id]) => id,
  });
  const grades = fc.dictionary(fc.constantFrom(...'abcdefghijkl'), fc.integer({ min: -1, max: 3 }));

  it('gives values in [0, 1] that do not depend on the order of documents in the input', () => {
    fc.assert(
      fc.property(documents, grades, fc.integer(), (list, judged, seed) => {
        const shuffled = [...list].sort(
          (x, y) => ((x[0].charCodeAt(0) * 31 + seed) % 7) - ((y[0].charCodeAt(0) * 31 + seed) % 7),
        );
        const one = evaluateRun(run({ q: list }), qrels({ q: judged }), measures);
        const other = evaluateRun(run({ q: shuffled }), qrels({ q: judged }), measures);
        expect(other).toEqual(one);
        for (const score of one.scores) {
          if (score.mean !== undefined) {
            expect(score.mean).toBeGreaterThanOrEqual(0);
            expect(score.mean).toBeLessThanOrEqual(1 + 1e-12);
          }
        }
      }),
    );
  });

  it('never lets Recall fall when the cutoff grows', () => {
    const curve = parseMeasureList(Array.from({ length: 12 }, (_, i) => `Recall@${i + 1}`).join(' '));
    fc.assert(
      fc.property(documents, grades, (list, judged) => {
        const values = evaluateRun(run({ q: list }), qrels({ q: judged }), curve).scores.map(
          (score) => score.mean ?? 0,
        );
        for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1] as number);
      }),
    );
  });

  it('gives nDCG 1 to the ranking by grade', () => {
    fc.assert(
      fc.property(grades, (judged) => {
        const ideal = Object.entries(judged).map(([id, grade]): [string, number] => [id, grade]);
        const score = evaluateRun(run({ q: ideal }), qrels({ q: judged }), parseMeasureList('nDCG nDCG-exp@3')).scores;
        for (const { mean } of score) if (mean !== undefined) expect(mean).toBeCloseTo(1, 12);
      }),
    );
  });
});
