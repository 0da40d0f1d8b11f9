import { InvalidInput } from '@/lib/foundation/errors';
import { checkCutoff, checkRelevantFrom } from './grades';
import { type Measure, type MeasureKind, measureFamilies, measureName } from './measure';

/** Every spelling of a family that ir_measures, trec_eval, MTEB, BEIR, ranx and sentence-transformers use, lower case. */
const aliases: Record<string, MeasureKind> = {
  recall: 'recall',
  r: 'recall',
  rr: 'rr',
  mrr: 'rr',
  recip_rank: 'rr',
  recip_rank_cut: 'rr',
  ndcg: 'ndcg',
  ndcg_cut: 'ndcg',
  'ndcg-exp': 'ndcg-exp',
  ndcg_exp: 'ndcg-exp',
  ndcg_exp_cut: 'ndcg-exp',
  ndcg_burges: 'ndcg-exp',
  ap: 'ap',
  map: 'ap',
  map_cut: 'ap',
  p: 'precision',
  precision: 'precision',
  success: 'success',
  hit_rate: 'success',
  hit: 'success',
  accuracy: 'success',
  judged: 'judged',
};

/** family, optional (parameters), optional cutoff after `@`, `_at_`, `_` or `.` */
const pattern = /^([a-z][a-z_-]*?)(?:\(([^)]*)\))?(?:(?:@|_at_|_|\.)(\d+))?$/;

/** Linear gain first: what ir_measures calls `dcg='log2'` is the default of both. */
const gains: Record<string, MeasureKind> = { log2: 'ndcg', linear: 'ndcg', 'exp-log2': 'ndcg-exp', exp: 'ndcg-exp' };

const refuse = (text: string, reason: string): InvalidInput =>
  new InvalidInput(`"${text.slice(0, 60)}" is not a measure: ${reason}.`, {
    hint: 'Known measures: Recall@k, RR, RR@k, nDCG, nDCG@k, nDCG-exp@k, AP, AP@k, P@k, Success@k, Judged@k.',
  });

/**
 * Reads the name of a measure in the spelling of ir_measures (`nDCG@10`, `P(rel=2)@5`), trec_eval (`ndcg_cut_10`,
 * `recip_rank`), MTEB (`ndcg_at_10`) or ranx (`ndcg@10`); case does not matter.
 *
 * @throws {InvalidInput} for an unknown family, a missing, zero or huge cutoff, or an unknown parameter
 */
export function parseMeasure(text: string): Measure {
  const match = pattern.exec(text.trim().toLowerCase());
  const alias = match ? aliases[match[1] as string] : undefined;
  if (!match || alias === undefined) throw refuse(text, 'the name is unknown');
  const { kind, relevantFrom } = parseParameters(text, alias, match[2]);
  const k = match[3] === undefined ? undefined : Number(match[3]);
  if (k !== undefined) checkCutoff(k);
  if (k === undefined && measureFamilies[kind].isCutoffRequired) throw refuse(text, 'it needs a cutoff, as in @10');
  return { kind, ...(k === undefined ? {} : { k }), ...(relevantFrom === undefined ? {} : { relevantFrom }) };
}

function parseParameters(
  text: string,
  alias: MeasureKind,
  parameters = '',
): { kind: MeasureKind; relevantFrom?: number } {
  let kind = alias;
  let relevantFrom: number | undefined;
  for (const parameter of parameters.split(',').filter((part) => part.trim() !== '')) {
    const [name = '', value = ''] = parameter.split('=').map((part) => part.trim().replace(/^['"]|['"]$/g, ''));
    const gainKind = gains[value];
    if (name === 'rel' && value !== '' && kind !== 'ndcg' && kind !== 'ndcg-exp' && kind !== 'judged') {
      relevantFrom = Number(value);
      checkRelevantFrom(relevantFrom);
    } else if (name === 'dcg' && alias === 'ndcg' && gainKind !== undefined) {
      kind = gainKind;
    } else {
      throw refuse(text, `it has no parameter "${parameter.trim()}"`);
    }
  }
  return relevantFrom === undefined ? { kind } : { kind, relevantFrom };
}

/**
 * Reads a list of measures separated by commas or spaces; trec_eval's `ndcg_cut.5,10,20` names three. Repetitions under
 * another spelling are dropped.
 *
 * @throws {InvalidInput} for an empty list or a name that is no measure
 */
export function parseMeasureList(text: string): Measure[] {
  const measures = new Map<string, Measure>();
  let dotted: string | undefined;
  // A comma inside parentheses separates parameters, not measures.
  for (const token of text.split(/[\s,]+(?![^(]*\))/).filter((part) => part !== '')) {
    const isFurtherCutoff = /^\d+$/.test(token) && dotted !== undefined;
    const measure = parseMeasure(isFurtherCutoff ? `${dotted}.${token}` : token);
    if (!isFurtherCutoff) dotted = /^(.+)\.\d+$/.exec(token)?.[1];
    measures.set(measureName(measure), measure);
  }
  if (measures.size === 0) throw new InvalidInput('Name at least one measure, for example nDCG@10.');
  return [...measures.values()];
}
