import type { Sampling, StudyQuery } from '@/lib/contracts/study';
import { InvalidInput } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';

/**
 * The queries of a study. The seed decides the sample and nothing else: sides come from a secret nonce.
 *
 * @param queries   all that may be drawn; duplicates by id are drawn once
 * @param sampling  `random`: without replacement; `stratified`: in proportion to the strata by largest remainders, at least
 *                  one of each while there is room; `chosen`: the named ones
 * @throws {InvalidInput} if fewer queries exist than wanted, or a chosen one does not exist
 */
export function sampleQueries(queries: readonly StudyQuery[], sampling: Sampling): StudyQuery[] {
  const byId = new Map(queries.map((query) => [query.queryId, query]));
  const random = seededRandom(sampling.seed);
  if (sampling.kind === 'chosen') {
    const missing = sampling.queryIds.filter((id) => !byId.has(id));
    if (missing.length > 0) {
      throw new InvalidInput(`${missing.length} of the chosen queries do not exist.`, {
        issues: missing.slice(0, 20).map((id) => ({ path: id, message: 'does not exist' })),
      });
    }
    return [...new Set(sampling.queryIds)].map((id) => byId.get(id) as StudyQuery);
  }
  if (byId.size < sampling.size) {
    throw new InvalidInput(`The study wants ${sampling.size} queries, but only ${byId.size} exist.`);
  }
  // Sorted first, so that the sample depends on the queries and the seed, not on the order in which they were read.
  const all = [...byId.values()].sort((a, b) => (a.queryId < b.queryId ? -1 : 1));
  if (sampling.kind === 'random') return random.shuffle(all).slice(0, sampling.size);
  const strata = new Map<string, StudyQuery[]>();
  for (const query of all) strata.set(query.stratum, [...(strata.get(query.stratum) ?? []), query]);
  const shares = apportion(
    [...strata.values()].map((stratum) => stratum.length),
    sampling.size,
  );
  return [...strata.values()].flatMap((stratum, i) => random.shuffle([...stratum]).slice(0, shares[i]));
}

/** Seats in proportion to sizes by largest remainders, at least one each while there are enough, never more than the size. */
export function apportion(sizes: readonly number[], seats: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * seats) / total);
  const floor = seats >= sizes.length ? 1 : 0;
  const given = exact.map((share, i) => Math.min(sizes[i] as number, Math.max(floor, Math.floor(share))));
  let left = seats - given.reduce((sum, share) => sum + share, 0);
  const order = sizes.map((_, i) => i).sort((i, j) => remainder(exact, given, j) - remainder(exact, given, i) || i - j);
  for (let round = 0; left !== 0 && round < seats + sizes.length; round++) {
    // Taking back happens only when the floor of one gave away too much; the smallest claims give first.
    const i = left > 0 ? order[round % order.length] : order[order.length - 1 - (round % order.length)];
    if (i === undefined) break;
    const step = Math.sign(left);
    const next = (given[i] as number) + step;
    if (next < floor || next > (sizes[i] as number)) continue;
    given[i] = next;
    left -= step;
  }
  return given;
}

const remainder = (exact: readonly number[], given: readonly number[], i: number) =>
  (exact[i] as number) - (given[i] as number);
