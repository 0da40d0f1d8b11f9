import { z } from 'zod';
import { contentHash } from '@/lib/foundation/hash';

const weight = z.number().positive('must be above 0; leave the component out instead').max(1000);

/** How scores of different lists are made comparable before they are added; see `fusion.ts`. */
export const normalisations = ['max', 'z', 'rank'] as const;
export type Normalisation = (typeof normalisations)[number];

export const operatingPointSchema = z.object({
  /** K: how many candidates the reranker may see */
  budget: z.number().int().min(1).max(1000),
  /** N: how many results are returned */
  depth: z.number().int().min(1).max(200),
});

/**
 * Components, weights and operating point: any number of weighted embedders, BM25, at most one reranker. BM25 alone and
 * a configuration without a reranker are ordinary; a configuration without any first stage retrieval is refused.
 */
export const configurationSpecSchema = z
  .object({
    embedders: z.array(z.object({ checkpointId: z.string().min(1), weight })).max(8),
    bm25: z.object({ weight, k1: z.number().min(0).max(10), b: z.number().min(0).max(1) }).nullable(),
    /** weight: share of the reranker in the final score, the rest is the first stage's; 1 = the reranker alone */
    reranker: z
      .object({ checkpointId: z.string().min(1), weight: z.number().positive().max(1, 'is a share and ends at 1') })
      .nullable(),
    fusion: z.object({ normalise: z.enum(normalisations) }),
    operatingPoint: operatingPointSchema,
  })
  .superRefine((spec, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (spec.embedders.length === 0 && !spec.bm25) {
      problem(['embedders'], 'needs an embedder or BM25: nothing would find candidates');
    }
    const seen = new Set<string>();
    for (const [index, { checkpointId }] of spec.embedders.entries()) {
      if (seen.has(checkpointId)) problem(['embedders', index, 'checkpointId'], 'is there twice');
      seen.add(checkpointId);
    }
    if (spec.operatingPoint.depth > spec.operatingPoint.budget) {
      problem(['operatingPoint', 'depth'], 'is larger than the retrieval budget: there are not that many candidates');
    }
  });
export type ConfigurationSpec = z.infer<typeof configurationSpecSchema>;

/** The spec with its embedders in order of their ids: the order in which people add them has no meaning. */
export const canonicalSpec = (spec: ConfigurationSpec): ConfigurationSpec => ({
  ...spec,
  embedders: [...spec.embedders].sort((a, b) => (a.checkpointId < b.checkpointId ? -1 : 1)),
});

/** SHA-256 of the canonical spec: what a configuration is, whatever it is called. */
export const configurationHash = (spec: ConfigurationSpec): string =>
  contentHash(canonicalSpec(configurationSpecSchema.parse(spec)));

/** Parameters of BM25 that suit statutes and contracts; a configuration may say otherwise. */
export const defaultBm25 = { weight: 1, k1: 1.5, b: 0.75 } as const;

export type NamedCheckpoint = { id: string; name: string; stage: string };

/** What a configuration is, in facts for a screen and one English sentence for logs and the command line. */
export type ConfigurationDescription = { isMixedStage: boolean; stages: string[]; sentence: string };

/**
 * Describes a configuration. It is mixed-stage when its components come from more than one stage; BM25 has no stage.
 *
 * @param checkpoints the checkpoints it names; one that is missing is described by its id
 */
export function describeConfiguration(
  spec: ConfigurationSpec,
  checkpoints: readonly NamedCheckpoint[],
): ConfigurationDescription {
  const find = (id: string) => checkpoints.find((checkpoint) => checkpoint.id === id);
  const nameOf = (id: string) => {
    const checkpoint = find(id);
    return checkpoint ? `${checkpoint.name} (${checkpoint.stage})` : id;
  };
  const ids = [...spec.embedders.map(({ checkpointId }) => checkpointId)];
  const sources = [...ids.map(nameOf), ...(spec.bm25 ? ['BM25'] : [])];
  if (spec.reranker) ids.push(spec.reranker.checkpointId);
  const stages = [...new Set(ids.flatMap((id) => find(id)?.stage ?? []))].sort();
  const { budget, depth } = spec.operatingPoint;
  const isMixedStage = stages.length > 1;
  const kind = isMixedStage ? 'Mixed-stage' : stages.length === 1 ? `All ${stages[0]}` : 'Without checkpoints';
  const rerank = spec.reranker
    ? `, reranked by ${nameOf(spec.reranker.checkpointId)}, best ${depth} returned`
    : `, best ${depth} returned without reranking`;
  return { isMixedStage, stages, sentence: `${kind}: ${budget} candidates from ${sources.join(' + ')}${rerank}.` };
}
