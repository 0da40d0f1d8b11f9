import { InvalidInput } from '@/lib/foundation/errors';
import { requireCounts } from './arguments';

export type FleissKappa = {
  /** `undefined` when all judgments fall into one category: agreement beyond chance has no meaning there */
  kappa: number | undefined;
  observedAgreement: number;
  chanceAgreement: number;
};

/**
 * Fleiss' kappa: agreement of a fixed number of judges per unit, beyond chance.
 *
 * @param table  table[unit][category] = how many judges chose it; the same total, at least 2, in every row
 * @returns      `undefined` without units
 * @throws {InvalidInput} if rows differ in length or total, or a cell is not a count
 *
 * (P - P_e) / (1 - P_e) (Fleiss, 1971). Suffers from the prevalence paradox: read it beside Gwet's AC1.
 */
export function fleissKappa(table: readonly (readonly number[])[]): FleissKappa | undefined {
  if (table.length === 0) return undefined;
  const { shares, observedAgreement } = agreementOf(table);
  const chanceAgreement = shares.reduce((sum, share) => sum + share * share, 0);
  const kappa = chanceAgreement === 1 ? undefined : (observedAgreement - chanceAgreement) / (1 - chanceAgreement);
  return { kappa, observedAgreement, chanceAgreement };
}

/** What both kappa-like coefficients start from: mean pairwise agreement and the share of each category. */
export function agreementOf(table: readonly (readonly number[])[]) {
  const categories = table[0]?.length ?? 0;
  const raters = (table[0] ?? []).reduce((sum, count) => sum + count, 0);
  if (raters < 2) throw new InvalidInput('Agreement needs at least two judgments of each unit.');
  const columns = new Array<number>(categories).fill(0);
  let agreement = 0;
  for (const row of table) {
    if (row.length !== categories || row.reduce((sum, count) => sum + count, 0) !== raters) {
      throw new InvalidInput('Every unit needs the same categories and the same number of judgments.');
    }
    let squares = 0;
    for (const [c, count] of row.entries()) {
      requireCounts({ 'A cell of the agreement table': count });
      squares += count * count;
      columns[c] = (columns[c] as number) + count;
    }
    agreement += (squares - raters) / (raters * (raters - 1));
  }
  return {
    shares: columns.map((count) => count / (raters * table.length)),
    observedAgreement: agreement / table.length,
  };
}
