import { InvalidInput } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { compareIds } from '@/lib/metrics/trec-order';
import { comparePaired, type PairedComparison } from '@/lib/stats/paired-comparison';
import { type MeanInterval, meanInterval } from './mean-interval';

/** Queries that choose and queries that confirm: disjoint, together all. */
export type QuerySplit = { readonly selection: readonly string[]; readonly confirmation: readonly string[] };

/**
 * Splits queries by a hash of seed and id, so that a query stays on its side when others are added or removed.
 *
 * @param confirmationShare  expected share of the confirming queries, in (0, 1)
 * @throws {InvalidInput} for a share outside (0, 1)
 */
export function splitQueries(queryIds: readonly string[], confirmationShare: number, seed: number): QuerySplit {
  if (!(confirmationShare > 0 && confirmationShare < 1)) {
    throw new InvalidInput('The share of confirming queries lies between 0 and 1.');
  }
  const isConfirming = (id: string) =>
    Number.parseInt(sha256(`${seed}\n${id}`).slice(0, 8), 16) / 2 ** 32 < confirmationShare;
  const sorted = [...queryIds].sort(compareIds);
  return {
    selection: sorted.filter((id) => !isConfirming(id)),
    confirmation: sorted.filter(isConfirming),
  };
}

/** What the confirming queries say about a cell that other queries chose. */
export type Confirmation = {
  /** on the queries that chose: too high on average, because the luckiest cell was taken */
  readonly selectionMean: number;
  /** on the confirming queries: without that bias */
  readonly confirmationMean: number;
  readonly interval: MeanInterval | undefined;
  /** chosen minus baseline on the confirming queries; absent without a baseline */
  readonly againstBaseline: PairedComparison | undefined;
  /** confirmed: better than the baseline with 95 % confidence; refuted: worse; else open */
  readonly verdict: 'confirmed' | 'open' | 'refuted' | 'no-baseline';
};

/**
 * Confirms a chosen cell on queries that had no part in the choice, against the winner's curse.
 *
 * @param chosen    scores of the chosen cell by query id, for selection and confirmation queries
 * @param baseline  scores of the cell to beat (the champion), likewise
 * @throws {InvalidInput} if either side of the split has no scored query
 */
export function confirmChoice(
  split: QuerySplit,
  chosen: ReadonlyMap<string, number>,
  baseline: ReadonlyMap<string, number> | undefined,
  seed: number,
): Confirmation {
  const valuesOf = (ids: readonly string[]) => ids.flatMap((id) => chosen.get(id) ?? []);
  const selection = valuesOf(split.selection);
  const confirmation = valuesOf(split.confirmation);
  if (selection.length === 0 || confirmation.length === 0) {
    throw new InvalidInput('Too few queries to keep some for confirmation: one side of the split is empty.');
  }
  const differences = split.confirmation.flatMap((id) => {
    const [own, other] = [chosen.get(id), baseline?.get(id)];
    return own === undefined || other === undefined ? [] : [own - other];
  });
  const againstBaseline = differences.length > 0 ? comparePaired(differences, { seed }) : undefined;
  return {
    selectionMean: mean(selection),
    confirmationMean: mean(confirmation),
    interval: meanInterval(confirmation),
    againstBaseline,
    verdict: verdictOf(againstBaseline),
  };
}

function verdictOf(comparison: PairedComparison | undefined): Confirmation['verdict'] {
  if (!comparison) return 'no-baseline';
  const interval = comparison.pairedT?.interval;
  if (!interval) return 'open';
  if (interval.lower > 0) return 'confirmed';
  return interval.upper < 0 ? 'refuted' : 'open';
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
