import { z } from 'zod';

/**
 * Everything that decides what a checkpoint computes, besides its files. It is part of the checkpoint's content hash, so
 * two checkpoints with the same weights and different prompts are different checkpoints.
 */

/** How the vectors of tokens become the vector of a text; `in-graph` when the graph does it itself. */
export const poolings = ['mean', 'cls', 'last-token', 'max', 'mean-sqrt-length', 'weighted-mean', 'in-graph'] as const;
export type Pooling = (typeof poolings)[number];

export const precisions = ['fp32', 'fp16', 'int8', 'int4'] as const;
export type Precision = (typeof precisions)[number];

const graphSchema = z.object({
  source: z.literal('onnx'),
  /** path of the graph inside the checkpoint's folder */
  modelFile: z.string(),
  /** inputs that the graph has, of those we know how to fill */
  inputs: z.array(z.enum(['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'])),
  inputType: z.enum(['int64', 'int32']).default('int64'),
  /** name of the output that is read */
  output: z.string(),
  precision: z.enum(precisions),
  /** the graph scales its activations over the whole batch, so only one text a run gives a reproducible result */
  runsOneByOne: z.boolean(),
  /** rows of the token embedding table; ids must be lower */
  embeddingRows: z.number().int().positive(),
  /** most tokens of one input, special tokens included */
  maxLength: z.number().int().min(4),
  truncationSide: z.enum(['left', 'right']).default('right'),
  /** matters only where the graph itself looks for the last token */
  paddingSide: z.enum(['left', 'right']).default('right'),
  /** lower case before tokenizing, as some layouts ask for outside of the tokenizer */
  lowercases: z.boolean().default(false),
  /** white space at both ends of a text is removed first */
  trims: z.boolean().default(false),
});

const promptsSchema = z.object({
  /** set before a query when no instruction is given */
  queryPrompt: z.string().default(''),
  /** set before a document */
  documentPrompt: z.string().default(''),
  /** how an application's instruction is set before a query, with `{instruction}`; null when the model takes none */
  instructionTemplate: z.string().includes('{instruction}').nullable().default(null),
});

const onnxEmbedderSchema = z.object({
  ...graphSchema.shape,
  ...promptsSchema.shape,
  component: z.literal('embedder'),
  pooling: z.enum(poolings),
  /** false: the prompt's tokens are left out of pooling */
  poolsPrompt: z.boolean().default(true),
  /** scale every vector to unit length */
  normalises: z.boolean(),
  dimension: z.number().int().positive(),
});

const promptTemplateSchema = z.object({
  /** may hold special tokens */
  prefix: z.string(),
  /** with `{instruction}`, `{query}` and `{document}`, the document last */
  body: z.string().includes('{query}').endsWith('{document}'),
  /** may hold special tokens; never cut off */
  suffix: z.string(),
  defaultInstruction: z.string(),
});
export type PromptTemplate = z.infer<typeof promptTemplateSchema>;

const onnxRerankerSchema = z.object({
  ...graphSchema.shape,
  component: z.literal('reranker'),
  head: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('one-logit') }),
    z.object({ kind: z.literal('two-logits'), relevantIndex: z.union([z.literal(0), z.literal(1)]) }),
    z.object({
      kind: z.literal('causal'),
      yesId: z.number().int().min(0),
      noId: z.number().int().min(0),
      /** the graph gives the logits of `no` and `yes` alone, in this order, instead of the whole vocabulary */
      isNarrowed: z.boolean().default(false),
    }),
  ]),
  /** one text made of query and document; null when the tokenizer joins them as a pair */
  prompt: promptTemplateSchema.nullable(),
});

const remoteSchema = z.object({
  source: z.literal('remote'),
  /** address that `/v1/...` is appended to, or that already ends with it */
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** model name to ask for; empty for servers that serve one */
  model: z.string(),
  /** name of the secret that holds the key; null when the server asks for none */
  secretName: z.string().nullable().default(null),
  timeoutMs: z.number().int().min(100).max(600_000).default(30_000),
  /** most texts in one request */
  batchSize: z.number().int().min(1).max(2048).default(32),
  /** requests under way at the same time */
  concurrency: z.number().int().min(1).max(32).default(2),
});

const remoteEmbedderSchema = z.object({
  ...remoteSchema.shape,
  ...promptsSchema.shape,
  component: z.literal('embedder'),
  dialect: z.enum(['openai', 'tei']),
  normalises: z.boolean().default(true),
  dimension: z.number().int().positive(),
});

const remoteRerankerSchema = z.object({
  ...remoteSchema.shape,
  component: z.literal('reranker'),
  dialect: z.enum(['jina', 'tei']),
});

export const embedderConfigSchema = z.discriminatedUnion('source', [onnxEmbedderSchema, remoteEmbedderSchema]);
export const rerankerConfigSchema = z.discriminatedUnion('source', [onnxRerankerSchema, remoteRerankerSchema]);
export const checkpointConfigSchema = z.union([
  onnxEmbedderSchema,
  onnxRerankerSchema,
  remoteEmbedderSchema,
  remoteRerankerSchema,
]);

export type CheckpointConfig = z.infer<typeof checkpointConfigSchema>;
export type GraphConfig = z.infer<typeof graphSchema>;
export type OnnxEmbedderConfig = z.infer<typeof onnxEmbedderSchema>;
export type OnnxRerankerConfig = z.infer<typeof onnxRerankerSchema>;
export type RemoteEmbedderConfig = z.infer<typeof remoteEmbedderSchema>;
export type RemoteRerankerConfig = z.infer<typeof remoteRerankerSchema>;
export type Component = CheckpointConfig['component'];

/** Files of a checkpoint that were checked against their hashes, ready to be opened. */
export type CheckpointFiles = {
  /** absolute; empty for a remote checkpoint */
  directory: string;
  config: CheckpointConfig;
  /** content hash of the checkpoint: names its vectors and scores in caches and indexes */
  hash: string;
  /** key for a remote server; never logged, never part of an error */
  secret?: string;
};
