/** A set of queries that have something in common, for figures by stratum. */
export type Stratum = {
  /** `all`, `length`, `relevant`, or the name of a metadata field such as source, task or label */
  readonly dimension: string;
  readonly value: string;
  readonly queryIds: readonly string[];
};

/** What strata are made from; texts stay with the caller. */
export type QueryFacts = {
  readonly queryId: string;
  /** characters of the query (code points) */
  readonly lengthCharacters: number;
  readonly relevantDocuments: number;
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** A field with more values than this is an identifier, not a stratum. */
const mostValues = 12;
/** Strata with fewer queries are left out of tables: nothing can be said about them. */
export const fewestQueries = 2;

/**
 * Strata of a query set: everything, thirds of the query length, one against several relevant documents, and every
 * metadata field with 2 to 12 different short values.
 *
 * @returns strata with at least two queries; the first is `all`
 */
export function stratifyQueries(queries: readonly QueryFacts[]): Stratum[] {
  const all: Stratum = { dimension: 'all', value: 'all', queryIds: queries.map((query) => query.queryId) };
  const strata = [
    ...lengthThirds(queries),
    ...grouped(queries, 'relevant', (query) => (query.relevantDocuments > 1 ? 'several' : 'one')),
    ...metadataFields(queries).flatMap((field) => grouped(queries, field, (query) => labelOf(query.metadata[field]))),
  ];
  return [all, ...strata.filter((stratum) => stratum.queryIds.length >= fewestQueries)];
}

/** Thirds by length; the value names the range of characters, for example `7-15`. Fewer when lengths repeat. */
function lengthThirds(queries: readonly QueryFacts[]): Stratum[] {
  const lengths = queries.map((query) => query.lengthCharacters).sort((a, b) => a - b);
  const cut = (share: number) => lengths[Math.min(lengths.length - 1, Math.floor(share * lengths.length))] ?? 0;
  const bounds = [...new Set([0, cut(1 / 3), cut(2 / 3)])];
  return bounds.flatMap((from, i) => {
    const to = bounds[i + 1] ?? Number.POSITIVE_INFINITY;
    const inside = queries.filter(({ lengthCharacters: n }) => n >= from && n < to);
    if (inside.length === 0) return [];
    const own = Float64Array.from(inside, (query) => query.lengthCharacters).sort();
    const value = `${own[0]}-${own.at(-1)}`;
    return [{ dimension: 'length', value, queryIds: inside.map((query) => query.queryId) }];
  });
}

/** Metadata fields that split the queries into a few groups, by name. */
function metadataFields(queries: readonly QueryFacts[]): string[] {
  const fields = new Set(queries.flatMap((query) => Object.keys(query.metadata)));
  return [...fields].sort().filter((field) => {
    const values = new Set(queries.map((query) => labelOf(query.metadata[field])));
    values.delete(undefined);
    return values.size >= 2 && values.size <= mostValues;
  });
}

/** A short scalar as a label; anything else makes no stratum. */
function labelOf(value: unknown): string | undefined {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= 60 ? value : undefined;
}

function grouped(
  queries: readonly QueryFacts[],
  dimension: string,
  labelFor: (query: QueryFacts) => string | undefined,
): Stratum[] {
  const groups = new Map<string, string[]>();
  for (const query of queries) {
    const value = labelFor(query);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), query.queryId]);
  }
  if (groups.size < 2) return [];
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, queryIds]) => ({ dimension, value, queryIds }));
}
