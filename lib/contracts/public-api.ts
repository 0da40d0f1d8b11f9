import { z } from 'zod';

/** `POST /v1/retrieve`, for applications. */
export const retrieveRequestSchema = z.object({
  query: z.string(),
  /** K: candidates the reranker may see; the application's own unless given */
  budget: z.number().int().min(1).max(1000).optional(),
  /** N: results returned; the application's own unless given */
  depth: z.number().int().min(1).max(200).optional(),
  /** `live`, a number or a name like `release-7`, among the releases that are loaded */
  release: z.union([z.string().max(100), z.number().int().transform(String)]).optional(),
  explain: z.boolean().optional(),
  /** keeps a session on one side of a canary */
  sticky_key: z.string().max(200).optional(),
});

export const retrieveResponseSchema = z.object({
  release: z.string(),
  operatingPoint: z.object({ budget: z.number(), depth: z.number() }),
  results: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      text: z.string(),
      score: z.number(),
      rank: z.number(),
      embedderRank: z.number().optional(),
      bm25Rank: z.number().optional(),
      firstStageRank: z.number().optional(),
      rerankerScore: z.number().optional(),
      why: z.unknown().optional(),
    }),
  ),
  timings: z.object({
    tokenizeMs: z.number(),
    embedMs: z.number(),
    searchMs: z.number(),
    rerankMs: z.number(),
    totalMs: z.number(),
  }),
  routing: z.enum(['live', 'canary', 'pinned', 'named']),
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
  /** whether the texts are questions or passages; asymmetric embedders treat them differently */
  input_type: z.enum(['query', 'document', 'search_query', 'search_document', 'passage']).optional(),
  instruction: z.string().max(2000).optional(),
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

/** `POST /rerank` (Text Embeddings Inference). */
export const teiRerankRequestSchema = z.object({
  query: z.string().min(1),
  texts: z.array(z.string()).min(1).max(maxTexts),
  raw_scores: z.boolean().default(false),
  return_text: z.boolean().default(false),
  truncate: z.boolean().nullish(),
  truncation_direction: z.string().nullish(),
});

/** `POST /embed` (Text Embeddings Inference). */
export const teiEmbedRequestSchema = z.object({
  inputs: z.union([z.string(), z.array(z.string()).min(1).max(maxTexts)]),
  normalize: z.boolean().nullish(),
  truncate: z.boolean().nullish(),
  truncation_direction: z.string().nullish(),
  prompt_name: z.string().max(100).nullish(),
  dimensions: z.number().int().min(1).nullish(),
});

/** `POST /rerank` speaks both dialects. */
export const eitherRerankRequestSchema = z.union([teiRerankRequestSchema, rerankRequestSchema]);
