import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';
import { componentRefSchema, configurationSpecSchema } from './configuration';
import { evaluationResultsSchema, referencePointSchema } from './evaluation-results';

export const evaluationKindSchema = z.enum(['grid', 'component', 'comparison', 'advice', 'operating-point', 'run']);

const datasetRefSchema = z.object({ slug: z.string(), name: z.string(), version: z.number().int() });

/** An evaluation without its results. */
export const evaluationSummarySchema = z.object({
  id: z.string(),
  kind: evaluationKindSchema,
  name: z.string(),
  description: z.string(),
  /** null if the dataset was deleted since */
  dataset: datasetRefSchema.nullable(),
  split: z.string().nullable(),
  hash: z.string(),
  isSample: z.boolean(),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
});
export type EvaluationSummary = z.infer<typeof evaluationSummarySchema>;

/** `GET /api/evaluations?kind&dataset`, newest first, at most 200. */
export const evaluationFilterSchema = z.object({
  kind: evaluationKindSchema.optional(),
  versionId: z.string().max(200).optional(),
});
export const evaluationsSchema = z.object({ evaluations: z.array(evaluationSummarySchema) });

/** `GET /api/evaluations/:id`: all that it found, and by hash all that it was found from. */
export const evaluationSchema = evaluationSummarySchema.extend({
  versionId: z.string().nullable(),
  jobId: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  inputs: z.object({
    dataset: z.object({ contentHash: z.string(), corpusHash: z.string() }).nullable(),
    instruction: z.string(),
    checkpoints: z.array(componentRefSchema.extend({ contentHash: z.string() })),
    indexes: z.array(z.object({ id: z.string(), manifestHash: z.string() })),
    files: z.array(z.object({ role: z.string(), sha256: z.string() })),
    evaluations: z.array(z.object({ id: z.string(), hash: z.string() })),
  }),
  seed: z.number().int(),
  machine: z.object({
    cpu: z.string(),
    cores: z.number().int(),
    memoryBytes: z.number(),
    platform: z.string(),
    node: z.string(),
  }),
  results: evaluationResultsSchema,
  /** the cell of this grid that is live now; null if what is live is no cell of it */
  liveCell: z.string().nullable(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

const componentBase = {
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  tolerance: z.number().min(0).max(1).default(0.01),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
};

/** `POST /api/evaluations` -> `startedJobSchema` (202): embedders by recall over budgets, or rerankers on fixed candidates. */
export const startComponentSchema = z.discriminatedUnion('component', [
  z.object({
    ...componentBase,
    component: z.literal('embedder'),
    embedderIds: z.array(z.string().min(1)).max(16),
    /** BM25 as a line of its own */
    hasBm25: z.boolean().default(true),
    depth: z.number().int().min(1).max(1_000).default(1_000),
    measures: z
      .array(z.string().max(60))
      .min(1)
      .max(30)
      .default(['Recall@20', 'Recall@60', 'Recall@100', 'RR@10', 'nDCG@10']),
    references: z.array(referencePointSchema).max(50).default([]),
  }),
  z.object({
    ...componentBase,
    component: z.literal('reranker'),
    /** what finds the candidates, the same for every reranker; null: BM25 */
    embedderId: z.string().min(1).nullable(),
    budget: z.number().int().min(1).max(1_000).default(60),
    rerankerIds: z.array(z.string().min(1)).min(1).max(16),
    measures: z.array(z.string().max(60)).min(1).max(30).default(['RR@10', 'nDCG@10', 'Success@1', 'Recall@10']),
  }),
]);
export type StartComponent = z.output<typeof startComponentSchema>;
export type StartComponentInput = z.input<typeof startComponentSchema>;

/** `POST /api/evaluations/runs` -> `storedEvaluationSchema` (201): a run of another system, TREC or CSV, from an upload. */
export const importRunSchema = z.object({
  uploadId: z.string().min(1),
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  measures: z.array(z.string().max(60)).min(1).max(30).default(['nDCG@10', 'RR@10', 'Recall@100', 'AP']),
});
export type ImportRun = z.input<typeof importRunSchema>;

/** `POST /api/comparisons` -> `storedEvaluationSchema` (201). */
export const startComparisonSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  before: z.object({ evaluationId: z.string().min(1), row: z.string().min(1).max(600) }),
  after: z.object({ evaluationId: z.string().min(1), row: z.string().min(1).max(600) }),
  correction: z.enum(['holm', 'benjamini-hochberg']).default('holm'),
  tolerance: z.number().min(0).max(1).default(0.01),
});
export type StartComparison = z.input<typeof startComparisonSchema>;
export const storedEvaluationSchema = z.object({ evaluationId: z.string(), hash: z.string() });

export const attributionKindSchema = z.enum([
  'kept',
  'recovered',
  'lost-in-rerank',
  'never-surfaced',
  'lost-in-retrieval',
]);
export type AttributionKind = z.infer<typeof attributionKindSchema>;

/** `GET /api/evaluations/:id/queries?row&against`: every query of one row, with the values of another beside it. */
export const evaluationQueriesRequestSchema = z.object({
  row: z.string().min(1).max(600),
  against: z.string().min(1).max(600).optional(),
});
export const evaluationQueriesSchema = z.object({
  row: z.string(),
  against: z.string().nullable(),
  measures: z.array(z.string()),
  queries: z.array(
    z.object({
      id: z.string(),
      /** null if the dataset version was deleted since */
      text: z.string().nullable(),
      values: z.record(z.string(), z.number().nullable()),
      against: z.record(z.string(), z.number().nullable()).nullable(),
      /** what became of its relevant documents; null where that has no meaning or the candidates are no longer kept */
      attribution: attributionKindSchema.nullable(),
    }),
  ),
});
export type EvaluationQueries = z.infer<typeof evaluationQueriesSchema>;

const listedDocumentSchema = z.object({
  id: z.string(),
  title: z.string(),
  preview: z.string(),
  /** null: not judged */
  grade: z.number().nullable(),
});
/** `GET /api/evaluations/:id/queries/:queryId?row&against`: what was returned for one query, and what should have been. */
export const evaluationQuerySchema = z.object({
  id: z.string(),
  text: z.string().nullable(),
  relevantFrom: z.number(),
  lists: z.array(
    z.object({
      row: z.string(),
      values: z.record(z.string(), z.number().nullable()),
      /** the first 20 */
      documents: z.array(listedDocumentSchema),
    }),
  ),
  /** relevant documents that no list shows, best grade first, at most 10 */
  missed: z.array(listedDocumentSchema),
});
export type EvaluationQuery = z.infer<typeof evaluationQuerySchema>;

/**
 * `POST /api/evaluations/:id/candidates` -> `createdReleaseSchema` (201): the configuration of a cell (of a grid, of advice, of
 * operating points) as a candidate release, with the evaluation as its evidence. Missing indexes answer 409.
 */
export const candidateFromCellSchema = z.object({
  cell: z.string().min(1).max(600),
  name: z.string().trim().min(1).max(120).optional(),
  reason: z.string().trim().min(3).max(1_000),
});
export type CandidateFromCell = z.infer<typeof candidateFromCellSchema>;

/** `GET /api/evaluations/choice`: what can be evaluated. */
export const evaluationChoiceSchema = z.object({
  versions: z.array(
    z.object({
      versionId: z.string(),
      slug: z.string(),
      name: z.string(),
      number: z.number().int(),
      corpusHash: z.string(),
      splits: z.array(z.object({ name: z.string(), queries: z.number().int() })),
    }),
  ),
  components: z.array(
    componentRefSchema.extend({
      isLive: z.boolean(),
      /** of embedders: the corpora with a finished index */
      indexedCorpora: z.array(z.string()),
    }),
  ),
  live: configurationSpecSchema.nullable(),
});
export type EvaluationChoice = z.infer<typeof evaluationChoiceSchema>;
