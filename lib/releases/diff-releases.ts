import type { ConfigurationSpec } from '@/lib/retrieval/configuration';

/** One setting that differs between two configurations; values are shown as they are. */
export type Difference = { field: string; from: string | null; to: string | null };

/**
 * What would change between two configurations, field by field; an empty list when they are equal.
 *
 * @param nameOf the name of a checkpoint
 */
export function diffConfigurations(
  from: ConfigurationSpec | undefined,
  to: ConfigurationSpec,
  nameOf: (checkpointId: string) => string,
): Difference[] {
  const before = from ? facts(from, nameOf) : new Map<string, string>();
  const after = facts(to, nameOf);
  const fields = [...new Set([...before.keys(), ...after.keys()])];
  return fields
    .map((field) => ({ field, from: before.get(field) ?? null, to: after.get(field) ?? null }))
    .filter((difference) => difference.from !== difference.to);
}

function facts(spec: ConfigurationSpec, nameOf: (id: string) => string): Map<string, string> {
  const entries: [string, string][] = [];
  spec.embedders.forEach((embedder, i) => {
    const field = spec.embedders.length > 1 ? `embedder ${i + 1}` : 'embedder';
    entries.push([field, nameOf(embedder.checkpointId)], [`${field} weight`, String(embedder.weight)]);
  });
  if (spec.bm25)
    entries.push(
      ['BM25 weight', String(spec.bm25.weight)],
      ['BM25 k1', String(spec.bm25.k1)],
      ['BM25 b', String(spec.bm25.b)],
    );
  if (spec.reranker)
    entries.push(['reranker', nameOf(spec.reranker.checkpointId)], ['reranker weight', String(spec.reranker.weight)]);
  entries.push(
    ['fusion', spec.fusion.normalise],
    ['retrieval budget K', String(spec.operatingPoint.budget)],
    ['depth N', String(spec.operatingPoint.depth)],
  );
  return new Map(entries);
}
