import { InvalidInput } from '@/lib/foundation/errors';
import { requireOpenUnit } from './arguments';

/** The bets that are averaged: shares of the largest bet that can lose everything. */
export const bettingGrid: readonly number[] = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 0.9];

/** What a race concludes about: the queries at hand, all of which could be evaluated, or future queries like them. */
export type RaceEstimand = 'these-queries' | 'future-queries';

/** Null means this close to -1 are on the boundary where only a difference of -1 can follow. */
const boundary = 1e-9;

/**
 * The betting e-process for "the mean difference is at most `nullMean`" over a stream of differences in [-1, 1] drawn
 * without replacement from `total` queries. Under the null its expectation never exceeds 1 at any stopping time, so
 * reaching 1/alpha has probability at most alpha.
 *
 * Source: statistics note A13; Waudby-Smith and Ramdas (2024), "Estimating means of bounded random variables by betting".
 */
export class BettingEProcess {
  private readonly wealth = new Float64Array(bettingGrid.length).fill(1);
  private seen = 0;
  private sum = 0;
  private isImpossible = false;

  constructor(
    private readonly total: number,
    private readonly estimand: RaceEstimand = 'these-queries',
    private readonly nullMean = 0,
  ) {}

  /** The evidence against the null so far: 1 at the start, infinite once the null has become impossible. */
  get value(): number {
    if (this.isImpossible) return Number.POSITIVE_INFINITY;
    let sum = 0;
    for (const wealth of this.wealth) sum += wealth;
    return sum / this.wealth.length;
  }

  /** Takes the difference of the next query, in [-1, 1]. */
  observe(difference: number): void {
    const mean = this.restMean();
    this.seen += 1;
    this.sum += difference;
    if (this.isImpossible) return;
    if (mean <= -1 + boundary) {
      // The null needs every remaining difference to be -1 (or less, which cannot be).
      this.isImpossible = mean < -1 - boundary || difference > -1 + boundary;
      return;
    }
    const step = (difference - mean) / (1 + mean);
    for (let g = 0; g < bettingGrid.length; g++) {
      this.wealth[g] = (this.wealth[g] as number) * (1 + (bettingGrid[g] as number) * step);
    }
  }

  /** The mean that the remaining queries have if the null holds with equality. */
  private restMean(): number {
    if (this.estimand === 'future-queries') return this.nullMean;
    return (this.nullMean * this.total - this.sum) / (this.total - this.seen);
  }
}

export type RaceOptions = {
  /** probability that the true winner is ever dropped; default 0.05 */
  readonly alpha?: number;
  readonly estimand?: RaceEstimand;
  /**
   * Stop early with a configuration that is at most this much below the best, above 0. Off by default. Half of alpha goes
   * to this claim and half to eliminations.
   */
  readonly tolerance?: number;
  /** first query after which configurations may be dropped; default 10 */
  readonly firstCheck?: number;
  /** queries between checks; default 5 */
  readonly checkEvery?: number;
};

/** One configuration leaving the race. */
export type Elimination = { readonly configuration: number; readonly by: number; readonly afterQueries: number };

/** Why a race ended. */
export type RaceEnd = 'one-left' | 'within-tolerance' | 'exhausted';

/**
 * Paired racing of K configurations: all that are alive are evaluated on the same next query, and one is dropped as soon
 * as the evidence that some other alive configuration is better reaches (K - 1) / alpha.
 *
 * Guarantee: the configuration that is truly best (on these queries, or on future ones) is dropped with probability at
 * most alpha at any stopping time, without assumptions on the distribution of scores in [0, 1]: only the K - 1 pairs that
 * accuse it matter, each with error alpha / (K - 1). When all queries are used, the means are exact.
 */
export class BettingRace {
  readonly eliminations: Elimination[] = [];
  private readonly isAlive: boolean[];
  private readonly sums: Float64Array;
  private readonly pairs: (BettingEProcess | undefined)[] = [];
  private readonly tolerancePairs: (BettingEProcess | undefined)[] = [];
  private queriesSeen = 0;
  private acceptedLeader: number | undefined;
  private readonly threshold: number;
  private readonly options: Required<Omit<RaceOptions, 'tolerance'>> & { tolerance: number | undefined };

  /**
   * @param configurations  K, at least 1
   * @param queries         N, at least 1; their order must have been shuffled with a stored seed
   * @throws {InvalidInput} for counts below 1, alpha outside (0, 1), or a tolerance that is not above 0
   */
  constructor(
    readonly configurations: number,
    readonly queries: number,
    options: RaceOptions = {},
  ) {
    if (!Number.isSafeInteger(configurations) || configurations < 1 || !Number.isSafeInteger(queries) || queries < 1) {
      throw new InvalidInput('A race needs at least one configuration and one query.');
    }
    const { alpha = 0.05, estimand = 'these-queries', tolerance, firstCheck = 10, checkEvery = 5 } = options;
    requireOpenUnit({ alpha });
    if (tolerance !== undefined && !(tolerance > 0)) throw new InvalidInput('The tolerance must be above 0.');
    this.options = { alpha, estimand, tolerance, firstCheck, checkEvery };
    this.threshold = (configurations - 1) / (tolerance === undefined ? alpha : alpha / 2);
    this.isAlive = new Array<boolean>(configurations).fill(true);
    this.sums = new Float64Array(configurations);
    for (let pair = 0; pair < configurations ** 2; pair++) {
      const isReal = Math.floor(pair / configurations) !== pair % configurations;
      this.pairs.push(isReal ? new BettingEProcess(queries, estimand) : undefined);
      if (tolerance !== undefined) {
        this.tolerancePairs.push(isReal ? new BettingEProcess(queries, estimand, -tolerance) : undefined);
      }
    }
  }

  /** The configurations still in the race, ascending. */
  get alive(): number[] {
    return this.isAlive.flatMap((alive, index) => (alive ? [index] : []));
  }

  get seen(): number {
    return this.queriesSeen;
  }

  /** Why the race is over, or `undefined` while it is not. */
  get end(): RaceEnd | undefined {
    if (this.alive.length === 1) return 'one-left';
    if (this.acceptedLeader !== undefined) return 'within-tolerance';
    return this.queriesSeen === this.queries ? 'exhausted' : undefined;
  }

  /** The mean of a configuration over the queries it was evaluated on while alive; 0 before the first. */
  meanOf(configuration: number): number {
    const left = this.eliminations.find((elimination) => elimination.configuration === configuration);
    const count = left?.afterQueries ?? this.queriesSeen;
    return count === 0 ? 0 : (this.sums[configuration] as number) / count;
  }

  /** The configuration to name now: accepted or best mean among the alive; ties go to the lowest index. */
  get leader(): number {
    const [first = 0, ...rest] = this.alive;
    if (this.acceptedLeader !== undefined) return this.acceptedLeader;
    return rest.reduce((best, i) => ((this.sums[i] as number) > (this.sums[best] as number) + 1e-12 ? i : best), first);
  }

  /**
   * Takes the scores of all alive configurations on the next query.
   *
   * @param scores  by configuration, in [0, 1]; entries of dropped configurations are not read
   * @throws {InvalidInput} if the race is over, or a score of an alive configuration is missing or outside [0, 1]
   */
  observe(scores: ArrayLike<number | undefined>): void {
    if (this.end !== undefined) throw new InvalidInput('The race is over.');
    const alive = this.alive;
    for (const i of alive) {
      const score = scores[i];
      if (score === undefined || !(score >= 0 && score <= 1)) {
        throw new InvalidInput(`Configuration ${i} has no score between 0 and 1 for this query.`);
      }
    }
    this.queriesSeen += 1;
    for (const i of alive) {
      this.sums[i] = (this.sums[i] as number) + (scores[i] as number);
      for (const j of alive) {
        if (i === j) continue;
        const difference = (scores[i] as number) - (scores[j] as number);
        this.pairs[i * this.configurations + j]?.observe(difference);
        this.tolerancePairs[i * this.configurations + j]?.observe(difference);
      }
    }
    const { firstCheck, checkEvery } = this.options;
    if (this.queriesSeen >= firstCheck && (this.queriesSeen - firstCheck) % checkEvery === 0) this.check(alive);
  }

  private check(alive: readonly number[]): void {
    for (const j of alive) {
      // Only those still alive may accuse, so that two that accuse each other cannot both leave.
      const by = alive.find((i) => i !== j && this.isAlive[i] && this.evidence(this.pairs, i, j) >= this.threshold);
      if (by === undefined) continue;
      this.isAlive[j] = false;
      this.eliminations.push({ configuration: j, by, afterQueries: this.queriesSeen });
    }
    if (this.options.tolerance === undefined) return;
    const candidate = this.leader;
    const isProven = this.alive.every(
      (j) => j === candidate || this.evidence(this.tolerancePairs, candidate, j) >= this.threshold,
    );
    if (isProven) this.acceptedLeader = candidate;
  }

  private evidence(pairs: readonly (BettingEProcess | undefined)[], i: number, j: number): number {
    return pairs[i * this.configurations + j]?.value ?? 0;
  }
}
