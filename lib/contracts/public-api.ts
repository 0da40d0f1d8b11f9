import { z } from 'zod';

/** `POST /v1/retrieve`, for applications. */
export const retrieveRequestSchema = z.object({
  query: z.string(),
  budget: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("K: candidates the reranker may see; the application's own unless given"),
  depth: z
    .number()
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe("N: results returned, at most K; the application's own unless given"),
  release: z
    .union([z.string().max(100), z.number().int().transform(String)])
    .optional()
    .describe('`live`, a number or a name like `release-7`, among the releases that are loaded'),
  explain: z.boolean().optional().describe('adds `why` to every result'),
  sticky_key: z
    .string()
    .max(200)
    .optional()
    .describe('keeps a session on one side of a canary; the header X-Mixstage-Sticky-Key does the same'),
});

const partSchema = z.object({ score: z.number(), rank: z.number().nullable(), contribution: z.number() });

export const retrieveResponseSchema = z.object({
  release: z.string().describe('also in the header X-Mixstage-Release'),
  operatingPoint: z.object({ budget: z.number(), depth: z.number() }),
  results: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      text: z.string(),
      score: z.number().describe('what the results are ordered by; comparable within one reply only'),
      rank: z.number().describe('from 1'),
      embedderRank: z.number().optional().describe('best rank among the embedders; absent when none found it'),
      bm25Rank: z.number().optional().describe('absent when BM25 is not used or did not find it'),
      firstStageRank: z.number().optional(),
      rerankerScore: z.number().optional().describe("the reranker's own number; absent without a reranker"),
      why: z
        .looseObject({
          bm25: partSchema
            .extend({ terms: z.array(z.object({ term: z.string(), weight: z.number() })) })
            .nullable()
            .optional(),
          embedders: z.array(partSchema.extend({ checkpointId: z.string() })).optional(),
          firstStage: partSchema.optional(),
          reranker: partSchema.extend({ checkpointId: z.string() }).nullable().optional(),
        })
        .optional()
        .describe('with `explain`: score, rank and contribution of every source'),
    }),
  ),
  timings: z.object({
    tokenizeMs: z.number(),
    embedMs: z.number(),
    searchMs: z.number(),
    rerankMs: z.number(),
    totalMs: z.number(),
  }),
  routing: z.enum(['live', 'canary', 'pinned', 'named']).describe('why this release answered'),
});

/** Most texts in one request to the embedder or the reranker. */
export const maxTexts = 2048;

/** `POST /v1/embeddings` (OpenAI). Token ids instead of text are refused: they belong to a tokenizer that we do not have. */
export const embeddingsRequestSchema = z.object({
  model: z.string().max(200).optional(),
  input: z.union(
    [z.string(), z.array(z.string()).min(1).max(maxTexts)],
    'must be a string or a list of 1 to 2048 strings; token ids are not supported',
  ),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  dimensions: z.number().int().min(1).optional(),
  user: z.string().optional(),
  input_type: z
    .enum(['query', 'document', 'search_query', 'search_document', 'passage'])
    .optional()
    .describe('whether the texts are questions or passages (the default); asymmetric embedders treat them differently'),
  instruction: z.string().max(2000).optional(),
});

const usageSchema = z.object({ prompt_tokens: z.number(), total_tokens: z.number() });

export const embeddingsResponseSchema = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      object: z.literal('embedding'),
      index: z.number(),
      embedding: z
        .union([z.array(z.number()), z.string()])
        .describe('numbers, or with `encoding_format: "base64"` little-endian float32 as base64'),
    }),
  ),
  model: z.string(),
  usage: usageSchema,
});

const documentSchema = z.union([z.string(), z.object({ text: z.string() })]);

/** `POST /v1/rerank` and `/v2/rerank` (Cohere, Jina, vLLM). */
export const rerankRequestSchema = z.object({
  model: z.string().max(200).optional(),
  query: z.string().min(1),
  documents: z.array(documentSchema).min(1).max(maxTexts),
  top_n: z.number().int().min(1).optional(),
  return_documents: z.boolean().default(false),
  max_tokens_per_doc: z.number().int().min(1).optional(),
  raw_scores: z.boolean().default(false),
  instruction: z.string().max(2000).optional(),
});

export const rerankResponseSchema = z.object({
  id: z.string(),
  model: z.string(),
  results: z
    .array(
      z.object({
        index: z.number().describe('position in `documents`'),
        relevance_score: z.number().describe("in [0, 1], or the model's own number with `raw_scores`"),
        document: z.object({ text: z.string() }).optional(),
      }),
    )
    .describe('best first'),
  usage: usageSchema,
  meta: z.looseObject({}),
});

/** `POST /rerank` (Text Embeddings Inference). */
export const teiRerankRequestSchema = z.object({
  query: z.string().min(1),
  texts: z.array(z.string()).min(1).max(maxTexts),
  raw_scores: z.boolean().default(false),
  return_text: z.boolean().default(false),
  truncate: z.boolean().nullish(),
  truncation_direction: z.string().nullish(),
});

export const teiRerankResponseSchema = z
  .array(z.object({ index: z.number(), score: z.number(), text: z.string().optional() }))
  .describe('best first');

/** `POST /embed` (Text Embeddings Inference). */
export const teiEmbedRequestSchema = z.object({
  inputs: z.union([z.string(), z.array(z.string()).min(1).max(maxTexts)]),
  normalize: z.boolean().nullish(),
  truncate: z.boolean().nullish(),
  truncation_direction: z.string().nullish(),
  prompt_name: z.string().max(100).nullish(),
  dimensions: z.number().int().min(1).nullish(),
});

export const teiEmbedResponseSchema = z.array(z.array(z.number()));

const servedModelSchema = z.object({
  id: z.string(),
  root: z.string().describe('name of the base model'),
  parent: z.string().nullable().describe('the checkpoint it was trained from'),
  created: z.number().describe('seconds since 1970'),
  component: z.string(),
  stage: z.string(),
  name: z.string(),
  release: z.string(),
});

/** `GET /v1/models` (OpenAI), with the lineage as vLLM writes it. */
export const servedModelsSchema = z.object({
  object: z.literal('list'),
  data: z.array(servedModelSchema.extend({ object: z.literal('model'), owned_by: z.string() })),
});

/** `GET /info` (Text Embeddings Inference). */
export const infoSchema = z.object({
  model_id: z.string(),
  model_sha: z.string(),
  model_dtype: z.string(),
  model_type: z.looseObject({}),
  max_input_length: z.number().nullable(),
  max_client_batch_size: z.number(),
  release: z.string(),
  embedder: servedModelSchema.nullable(),
  reranker: servedModelSchema.nullable(),
});

/** `GET /ready`, with status 200 or 503. */
export const readySchema = z.object({
  status: z.enum(['ready', 'not ready']),
  database: z.enum(['ok', 'unreachable']),
  release: z.enum(['ok', 'none is live', 'loading', 'starting']),
});

/** Errors of the dialects. */
export const openAiErrorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string() }),
});
export const cohereErrorSchema = z.object({ id: z.string(), message: z.string() });
export const teiErrorSchema = z.object({ error: z.string(), error_type: z.string() });

/** `POST /rerank` speaks both dialects. */
export const eitherRerankRequestSchema = z.union([teiRerankRequestSchema, rerankRequestSchema]);

export const eitherRerankResponseSchema = z.union([teiRerankResponseSchema, rerankResponseSchema]);
