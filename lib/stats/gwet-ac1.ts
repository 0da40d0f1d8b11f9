import { Uncomputable } from '@/lib/foundation/errors';
import { agreementOf } from './fleiss-kappa';

/**
 * Gwet's AC1: agreement beyond chance that does not collapse when nearly all judgments fall into one category.
 *
 * @param table  table[unit][category] = how many judges chose it; the same total, at least 2, in every row
 * @returns      at most 1; `undefined` without units
 * @throws {InvalidInput} if rows differ in length or total, or a cell is not a count
 * @throws {Uncomputable} with a single category, where chance agreement is not defined
 *
 * P_e = sum pi (1 - pi) / (q - 1) over the q categories (Gwet, 2008).
 */
export function gwetAc1(table: readonly (readonly number[])[]): number | undefined {
  if (table.length === 0) return undefined;
  const { shares, observedAgreement } = agreementOf(table);
  if (shares.length < 2) throw new Uncomputable('Agreement beyond chance needs at least two categories.');
  const chance = shares.reduce((sum, share) => sum + share * (1 - share), 0) / (shares.length - 1);
  return (observedAgreement - chance) / (1 - chance);
}
