import { type ConfigurationSpec, configurationSpecSchema } from '@/lib/contracts/configuration';

/** The configuration that a plain address means when nothing is live yet. */
export const plainSpec: ConfigurationSpec = {
  embedders: [],
  bm25: { weight: 1, k1: 1.5, b: 0.75 },
  reranker: null,
  fusion: { normalise: 'max' },
  operatingPoint: { budget: 60, depth: 10 },
};

const part = (id: string, weight: number): string => `${id}*${weight}`;

function readPart(text: string): { checkpointId: string; weight: number } {
  const star = text.lastIndexOf('*');
  return star < 0
    ? { checkpointId: text, weight: 1 }
    : { checkpointId: text.slice(0, star), weight: Number(text.slice(star + 1)) };
}

/** A configuration as parameters of an address, so that a mix can be sent to somebody. */
export function writeSpec(spec: ConfigurationSpec): Record<string, string> {
  return {
    e: spec.embedders.map((embedder) => part(embedder.checkpointId, embedder.weight)).join(',') || 'none',
    r: spec.reranker ? part(spec.reranker.checkpointId, spec.reranker.weight) : 'none',
    bm25: spec.bm25 ? `${spec.bm25.weight}*${spec.bm25.k1}*${spec.bm25.b}` : 'none',
    fuse: spec.fusion.normalise,
    k: String(spec.operatingPoint.budget),
    n: String(spec.operatingPoint.depth),
  };
}

/** The configuration of an address; what it does not say, or says wrongly, is as in `fallback`. */
export function readSpec(search: URLSearchParams, fallback: ConfigurationSpec): ConfigurationSpec {
  const [e, r, bm25, fuse] = [search.get('e'), search.get('r'), search.get('bm25'), search.get('fuse')];
  const [weight, k1, b] = (bm25 ?? '').split('*').map(Number);
  const read = {
    embedders: e === null ? fallback.embedders : e === 'none' ? [] : e.split(',').map(readPart),
    reranker: r === null ? fallback.reranker : r === 'none' ? null : readPart(r),
    bm25: bm25 === null ? fallback.bm25 : bm25 === 'none' ? null : { weight, k1, b },
    fusion: { normalise: fuse ?? fallback.fusion.normalise },
    operatingPoint: {
      budget: search.has('k') ? Number(search.get('k')) : fallback.operatingPoint.budget,
      depth: search.has('n') ? Number(search.get('n')) : fallback.operatingPoint.depth,
    },
  };
  return configurationSpecSchema.safeParse(read).data ?? fallback;
}
