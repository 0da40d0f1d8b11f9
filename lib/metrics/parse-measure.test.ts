import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MeasureKind, meanMeasureName, measureFamilies, measureName, trecMeasureName } from './measure';
import { parseMeasure, parseMeasureList } from './parse-measure';

describe('parseMeasure', () => {
  it.each([
    ['nDCG@10', 'nDCG@10', 'ndcg_cut_10'],
    ['ndcg_cut_10', 'nDCG@10', 'ndcg_cut_10'],
    ['ndcg_cut.10', 'nDCG@10', 'ndcg_cut_10'],
    ['ndcg_at_10', 'nDCG@10', 'ndcg_cut_10'],
    ['ndcg@10', 'nDCG@10', 'ndcg_cut_10'],
    ["nDCG(dcg='exp-log2')@10", 'nDCG-exp@10', 'ndcg_exp_cut_10'],
    ['ndcg_burges@10', 'nDCG-exp@10', 'ndcg_exp_cut_10'],
    ['nDCG', 'nDCG', 'ndcg'],
    ['R@60', 'Recall@60', 'recall_60'],
    ['recall_60', 'Recall@60', 'recall_60'],
    ['recall_at_60', 'Recall@60', 'recall_60'],
    ['RR', 'RR', 'recip_rank'],
    ['recip_rank', 'RR', 'recip_rank'],
    ['MRR@10', 'RR@10', 'recip_rank_cut_10'],
    ['mrr_at_10', 'RR@10', 'recip_rank_cut_10'],
    ['MAP', 'AP', 'map'],
    ['map_at_100', 'AP@100', 'map_cut_100'],
    ['P_5', 'P@5', 'P_5'],
    ['precision@5', 'P@5', 'P_5'],
    ['hit_rate@10', 'Success@10', 'success_10'],
    ['success_1', 'Success@1', 'success_1'],
    ['P(rel=2)@5', 'P(rel=2)@5', 'P_5'],
    ['Judged@10', 'Judged@10', 'judged_10'],
  ])('reads %s as %s, which trec_eval calls %s', (text, name, trecName) => {
    const measure = parseMeasure(text);
    expect(measureName(measure)).toBe(name);
    expect(trecMeasureName(measure)).toBe(trecName);
  });

  it('names means MRR and MAP', () => {
    expect(meanMeasureName(parseMeasure('RR@10'))).toBe('MRR@10');
    expect(meanMeasureName(parseMeasure('AP'))).toBe('MAP');
  });

  it.each([
    '',
    'bogus@10',
    'Recall',
    'P',
    'nDCG@0',
    'nDCG@-1',
    'nDCG@1.5',
    'nDCG@10@20',
    'recall@',
    'P(rel=0)@5',
    'nDCG(rel=2)@5',
    'P(x=1)@5',
    'nDCG@99999999999999999999',
  ])('refuses "%s"', (text) => {
    expect(() => parseMeasure(text)).toThrow();
  });

  it('reads back every name it writes', () => {
    const kinds = Object.keys(measureFamilies) as MeasureKind[];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 5000 }), fc.boolean(), (kind, k, whole) => {
        const measure = whole && !measureFamilies[kind].isCutoffRequired ? { kind } : { kind, k };
        expect(parseMeasure(measureName(measure))).toEqual(measure);
        expect(parseMeasure(meanMeasureName(measure))).toEqual(measure);
        expect(parseMeasure(trecMeasureName(measure))).toEqual(measure);
      }),
    );
  });

  it('reads lists in the manner of trec_eval and drops repetitions', () => {
    expect(parseMeasureList("ndcg_cut.5,10,20 recall.5,20,map, nDCG@5 nDCG(dcg='log2')@7,RR").map(measureName)).toEqual(
      ['nDCG@5', 'nDCG@10', 'nDCG@20', 'Recall@5', 'Recall@20', 'AP', 'nDCG@7', 'RR'],
    );
    expect(() => parseMeasureList(' , ')).toThrow(/at least one/);
    expect(() => parseMeasureList('map,5')).toThrow(/not a measure/);
  });
});
