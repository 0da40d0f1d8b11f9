import { z } from 'zod';

/** A change of one protected measure against what is live, as an evaluation measured it. */
const changeSchema = z.object({
  measure: z.string(),
  stratum: z.string().optional(),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
});

/**
 * A finding attached to a release, frozen as it was when it was attached; the gate reads nothing else. Evaluations and
 * studies write it through `attachEvidence`.
 */
export const evidenceFindingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('evaluation'),
    id: z.string(),
    hash: z.string(),
    name: z.string(),
    isOfThisConfiguration: z.boolean(),
    /** share of ranked documents with a grade, in [0, 1]; absent if it was not measured */
    coverage: z.number().optional(),
    changes: z.array(changeSchema),
    /** the figures to show: measure and mean */
    figures: z.array(z.object({ measure: z.string(), value: z.number(), queries: z.number() })).default([]),
    attachedAt: z.string(),
    attachedBy: z.string(),
  }),
  z.object({
    kind: z.literal('study'),
    id: z.string(),
    hash: z.string(),
    name: z.string(),
    verdict: z.enum(['challenger_preferred', 'champion_preferred', 'equivalent', 'inconclusive']),
    sentence: z.string(),
    attachedAt: z.string(),
    attachedBy: z.string(),
  }),
]);

export type EvidenceFinding = z.infer<typeof evidenceFindingSchema>;
export const evidenceSchema = z.array(evidenceFindingSchema);
