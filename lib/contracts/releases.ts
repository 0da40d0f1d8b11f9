import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';
import { componentRefSchema, configurationSchema, configurationSpecSchema } from './configuration';
import { indexStateSchema } from './indexes';

/** `live` serves; `warm` is loaded for a rollback; `candidate` was never live; `earlier` was; `withdrawn` may not become live. */
export const releaseStateSchema = z.enum(['live', 'warm', 'candidate', 'earlier', 'withdrawn']);
export type ReleaseState = z.infer<typeof releaseStateSchema>;

/** One loaded copy of a release on one web node. */
export const hostSchema = z.object({
  node: z.string(),
  role: z.enum(['live', 'warm', 'pinned', 'canary', 'candidate']),
  state: z.enum(['starting', 'ready', 'draining', 'failed']),
  residentBytes: z.number().nullable(),
  since: momentSchema,
  problem: z.string().nullable(),
});

export const findingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('evaluation'),
    id: z.string(),
    name: z.string(),
    isOfThisConfiguration: z.boolean(),
    coverage: z.number().optional(),
    changes: z.array(
      z.object({
        measure: z.string(),
        stratum: z.string().optional(),
        difference: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    ),
    figures: z.array(z.object({ measure: z.string(), value: z.number(), queries: z.number() })),
    attachedAt: momentSchema,
    attachedBy: actorRefSchema,
  }),
  z.object({
    kind: z.literal('study'),
    id: z.string(),
    name: z.string(),
    verdict: z.enum(['challenger_preferred', 'champion_preferred', 'equivalent', 'inconclusive']),
    sentence: z.string(),
    attachedAt: momentSchema,
    attachedBy: actorRefSchema,
  }),
]);
export type Finding = z.infer<typeof findingSchema>;

export const releaseSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  state: releaseStateSchema,
  configuration: configurationSchema,
  reason: z.string(),
  findings: z.array(findingSchema),
  isSample: z.boolean(),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  withdrawnAt: momentSchema.nullable(),
  hosts: z.array(hostSchema),
});
export type Release = z.infer<typeof releaseSchema>;

/** One move of the live pointer. */
export const moveSchema = z.object({
  version: z.number().int(),
  at: momentSchema,
  kind: z.enum(['promote', 'rollback']),
  from: z.object({ id: z.string(), number: z.number().int() }).nullable(),
  to: z.object({ id: z.string(), number: z.number().int() }),
  actor: actorRefSchema,
  reason: z.string(),
});
export type Move = z.infer<typeof moveSchema>;

/** `GET /api/releases`, newest first, with the version of the live pointer that moves must name. */
export const releasesSchema = z.object({ pointerVersion: z.number().int(), releases: z.array(releaseSchema) });
export type Releases = z.infer<typeof releasesSchema>;

const gateReasonSchema = z.object({ code: z.string(), message: z.string(), isOverridable: z.boolean() });
/** `fail`: a blocker. `inconclusive`: no blocker, but a person must decide and say why. */
export const gateVerdictSchema = z.object({
  outcome: z.enum(['pass', 'fail', 'inconclusive']),
  blockers: z.array(gateReasonSchema),
  doubts: z.array(gateReasonSchema),
});
export type GateVerdict = z.infer<typeof gateVerdictSchema>;

/** `GET /api/releases/:id`: with the indexes it is bound to, its gate as it stands now, and its moves. */
export const releaseRecordSchema = releaseSchema.extend({
  pointerVersion: z.number().int(),
  indexes: z.array(
    z.object({
      checkpoint: componentRefSchema,
      corpus: z.object({ hash: z.string(), name: z.string() }),
      indexId: z.string(),
      manifestHash: z.string(),
      state: z.enum(['building', 'ready', 'failed', 'missing']),
    }),
  ),
  gate: gateVerdictSchema,
  moves: z.array(moveSchema),
  /** applications whose requests it answers: all that are not pinned elsewhere for the live one, pins and canaries for others */
  applications: z.array(
    z.object({ id: z.string(), slug: z.string(), name: z.string(), via: z.enum(['live', 'pinned', 'canary']) }),
  ),
});
export type ReleaseRecord = z.infer<typeof releaseRecordSchema>;

/** `POST /api/releases` -> `createdReleaseSchema`: a candidate. Missing indexes answer 409 with one blocker each. */
export const createReleaseSchema = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  spec: configurationSpecSchema,
  reason: z.string().trim().min(3).max(1_000),
});
export type CreateRelease = z.infer<typeof createReleaseSchema>;
export const createdReleaseSchema = z.object({ id: z.string(), number: z.number().int() });

/**
 * `POST /api/releases/:id/promote` -> `movedSchema`; 409 `promotion_blocked` with `blockers`, 409 `conflict` if the pointer moved.
 * `overrides`: codes of overridable blockers and doubts that the reason speaks to.
 */
export const promoteSchema = z.object({
  expectedVersion: z.number().int(),
  reason: z.string().trim().min(3).max(1_000),
  overrides: z.array(z.string()).default([]),
});
export type Promote = z.input<typeof promoteSchema>;

/**
 * `POST /api/releases/rollback` -> `movedSchema`. Without `component` the whole earlier release becomes live again; with one only
 * that component goes back and the other stays, which makes a new release of the mix.
 */
export const rollBackSchema = z.object({
  toReleaseId: z.string(),
  component: z.enum(['embedder', 'reranker']).optional(),
  expectedVersion: z.number().int(),
  reason: z.string().trim().min(3).max(1_000),
});
export type RollBack = z.infer<typeof rollBackSchema>;

/** `tookMs`: from the request to the moved pointer. `isCold`: no web node was asked, the release loads at the next start. */
export const movedSchema = z.object({
  version: z.number().int(),
  releaseId: z.string(),
  number: z.number().int(),
  tookMs: z.number(),
  isCold: z.boolean().default(false),
});
export type Moved = z.infer<typeof movedSchema>;

/** `POST /api/releases/:id/withdraw` `{ reason }` -> 204: a candidate that must not become live. */

/** `GET /api/releases/history?at`: every move, newest first, and with `at` what was live at that moment. */
export const historySchema = z.object({
  moves: z.array(moveSchema),
  liveAt: z.object({ at: momentSchema, release: releaseSchema.nullable() }).nullable(),
});
export type History = z.infer<typeof historySchema>;

/** `GET /api/mixer`: what can be mixed, what is live, and which indexes are missing for the corpora that applications use. */
export const mixerSchema = z.object({
  corpora: z.array(
    z.object({
      hash: z.string(),
      name: z.string(),
      documentCount: z.number().int(),
      applications: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  ),
  components: z.array(
    componentRefSchema.extend({
      isLive: z.boolean(),
      isSample: z.boolean(),
      figure: z.object({ measure: z.string(), value: z.number() }).nullable(),
      /** of embedders, one entry a corpus */
      indexes: z.array(
        z.object({
          corpusHash: z.string(),
          state: z.enum([...indexStateSchema.options, 'missing']),
          indexId: z.string().nullable(),
          jobId: z.string().nullable(),
          /** expected time to build or to finish; null if it cannot be told */
          estimateMs: z.number().nullable(),
        }),
      ),
    }),
  ),
  live: z.object({ releaseId: z.string(), number: z.number().int(), spec: configurationSpecSchema }).nullable(),
});
export type Mixer = z.infer<typeof mixerSchema>;
