import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';
import { dataTypes } from '@/lib/nn/onnx-proto';
import {
  type Component,
  type GraphConfig,
  type OnnxEmbedderConfig,
  type OnnxRerankerConfig,
  type Pooling,
  type PromptTemplate,
  poolings,
} from './checkpoint-config';
import { describeGraph, type GraphDescription, type GraphValue } from './graph/describe-graph';
import { findGraphFile } from './layout/find-graph-file';
import { type LayoutFiles, moduleName, readLayoutFiles } from './layout/layout-files';
import { createTokenizer, type Tokenizer } from './tokenizer';

/** What a person may say about a folder that it does not say itself, or says wrongly. */
export type FolderOverrides = {
  component?: Component;
  modelFile?: string;
  pooling?: Pooling;
  normalises?: boolean;
  maxLength?: number;
  queryPrompt?: string;
  documentPrompt?: string;
  instructionTemplate?: string | null;
  prompt?: PromptTemplate | null;
};

export type ModelFolder = {
  config: OnnxEmbedderConfig | OnnxRerankerConfig;
  /** every file that belongs to the model, relative to the folder: graph, its data files, tokenizer and layout */
  files: string[];
  graph: GraphDescription;
  /** name of the architecture and of the model it was made from, as far as config.json tells */
  architecture?: string;
  sourceName?: string;
};

/** The template of Qwen3-Reranker's model card. */
export const qwenPrompt: PromptTemplate = {
  prefix:
    '<|im_start|>system\nJudge whether the Document meets the requirements based on the Query and the Instruct provided. Note that the answer can only be "yes" or "no".<|im_end|>\n<|im_start|>user\n',
  body: '<Instruct>: {instruction}\n<Query>: {query}\n<Document>: {document}',
  suffix: '<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n',
  defaultInstruction: 'Given a web search query, retrieve relevant passages that answer the query',
};

/**
 * Reads a folder in Hugging Face layout: what its model computes and which files belong to it. Nothing is run.
 *
 * @param directory absolute path
 * @throws {InvalidInput} naming the file and what is wrong with it
 */
export async function readModelFolder(directory: string, overrides: FolderOverrides = {}): Promise<ModelFolder> {
  const layout = await readLayoutFiles(directory);
  const modelFile = await findGraphFile(directory, overrides.modelFile);
  const graph = describeGraph(await readFile(path.join(directory, modelFile)));
  const dataFiles = await findDataFiles(directory, modelFile, graph);
  const tokenizer = createTokenizer(layout.tokenizer, layout.tokenizerConfig);
  const shared = readGraphConfig(layout, graph, tokenizer, modelFile, overrides);
  const component = overrides.component ?? detectComponent(layout, graph);
  const config =
    component === 'embedder'
      ? readEmbedder(layout, graph, shared, overrides)
      : readReranker(layout, graph, shared, tokenizer, overrides);
  return {
    config,
    files: [...layout.present, modelFile, ...dataFiles],
    graph,
    architecture: layout.architecture.architectures?.[0],
    sourceName: layout.architecture._name_or_path ?? undefined,
  };
}

/** Data files must lie beside the graph under plain names: anything else could reach files that are not the model's. */
async function findDataFiles(directory: string, modelFile: string, graph: GraphDescription): Promise<string[]> {
  const folder = path.posix.dirname(modelFile);
  const names: string[] = [];
  for (const location of graph.externalLocations) {
    const isPlain = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/.test(location);
    const name = folder === '.' ? location : `${folder}/${location}`;
    if (!isPlain || !pathInside(directory, name)) {
      throw new InvalidInput('The graph keeps weights in a file outside of its own folder, which is never read.', {
        hint: 'Export the model again with its data file beside it, or with all weights inside.',
      });
    }
    const facts = await stat(path.join(directory, name)).catch(() => undefined);
    if (!facts?.isFile()) throw new InvalidInput(`The graph keeps weights in ${name}, which is missing.`);
    names.push(name);
  }
  return names;
}

function detectComponent({ architecture, modules }: LayoutFiles, graph: GraphDescription): Component {
  const name = architecture.architectures?.[0] ?? '';
  if (/ForSequenceClassification|ForCausalLM/.test(name)) return modules ? 'embedder' : 'reranker';
  return graph.outputs.length === 1 && graph.outputs[0]?.name === 'logits' ? 'reranker' : 'embedder';
}

const knownInputs = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'] as const;
const longestOnCpu = 8192;

function readGraphConfig(
  layout: LayoutFiles,
  graph: GraphDescription,
  tokenizer: Tokenizer,
  modelFile: string,
  overrides: FolderOverrides,
): GraphConfig & { output: string } {
  const embeddingRows = graph.embeddingRows ?? layout.architecture.vocab_size;
  if (!embeddingRows)
    throw new InvalidInput('Neither the graph nor config.json tells how many tokens the model knows.');
  if (tokenizer.idCount > embeddingRows) {
    throw new InvalidInput(
      `The tokenizer does not fit the model: its ids go up to ${tokenizer.idCount - 1}, the model knows ${embeddingRows} tokens.`,
      { hint: 'Take tokenizer.json from the same model.' },
    );
  }
  return {
    source: 'onnx',
    modelFile,
    inputs: readInputs(graph.inputs),
    inputType: graph.inputs.some(({ dataType }) => dataType === dataTypes.int32) ? 'int32' : 'int64',
    output: '',
    precision: graph.precision,
    runsOneByOne: graph.runsOneByOne,
    embeddingRows,
    maxLength: overrides.maxLength ?? readMaxLength(layout),
    truncationSide: layout.tokenizerConfig.truncation_side ?? 'right',
    paddingSide: layout.tokenizerConfig.padding_side ?? 'right',
    lowercases: layout.sentence.do_lower_case ?? false,
    trims: layout.modules !== undefined,
  };
}

function readInputs(inputs: readonly GraphValue[]): GraphConfig['inputs'] {
  const names = inputs.map(({ name }) => name);
  if (names.some((name) => /past_key_values|use_cache/.test(name))) {
    throw new InvalidInput('The graph takes the state of earlier tokens, as text generation does.', {
      hint: 'Export it without past key values (use_cache=False).',
    });
  }
  const unknown = names.filter((name) => !(knownInputs as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new InvalidInput(`The graph has inputs that are not known here: ${unknown.join(', ')}.`);
  if (!names.includes('input_ids')) throw new InvalidInput('The graph has no input named input_ids.');
  for (const { name, shape } of inputs) {
    if (shape && (shape.length !== 2 || shape.some((size) => typeof size === 'number'))) {
      throw new InvalidInput(`The input ${name} has the fixed shape [${shape.join(', ')}].`, {
        hint: 'Export it with dynamic axes for batch and sequence.',
      });
    }
  }
  return knownInputs.filter((name) => names.includes(name));
}

function readMaxLength({ architecture, sentence, tokenizerConfig }: LayoutFiles): number {
  // RoBERTa counts positions from the padding id, so its table holds fewer tokens than rows.
  const isRoberta = /roberta|camembert|mpnet/.test(architecture.model_type ?? '');
  const reserved = isRoberta ? (architecture.pad_token_id ?? 1) + 1 : 0;
  const positions = architecture.max_position_embeddings ? architecture.max_position_embeddings - reserved : undefined;
  // Tokenizers without a limit write 1e30.
  const named = tokenizerConfig.model_max_length;
  const limits = [sentence.max_seq_length, positions, named && named < 1e6 ? named : undefined];
  const known = limits.filter((limit): limit is number => typeof limit === 'number' && limit >= 4);
  return known.length > 0 ? Math.min(...known, longestOnCpu) : 512;
}

function readEmbedder(
  layout: LayoutFiles,
  graph: GraphDescription,
  shared: GraphConfig,
  overrides: FolderOverrides,
): OnnxEmbedderConfig {
  const output = findEmbeddingOutput(graph.outputs, overrides.pooling);
  const isPooled = overrides.pooling === 'in-graph' || (overrides.pooling === undefined && rankOf(output) === 2);
  if (!isPooled) checkModules(layout);
  const pooling = overrides.pooling ?? (isPooled ? 'in-graph' : readPooling(layout));
  const hasNormalize = layout.modules?.some(({ type }) => moduleName(type) === 'Normalize') ?? true;
  const last = output.shape?.at(-1);
  const dimension =
    typeof last === 'number' ? last : (layout.pooling?.word_embedding_dimension ?? layout.architecture.hidden_size);
  if (!dimension) throw new InvalidInput('Neither the graph nor config.json tells the dimension of the vectors.');
  const prompts = readPrompts(layout);
  return {
    ...shared,
    component: 'embedder',
    output: output.name,
    pooling,
    poolsPrompt: layout.pooling?.include_prompt ?? true,
    normalises: overrides.normalises ?? (hasNormalize || layout.prompts.similarity_fn_name === 'cosine'),
    dimension,
    queryPrompt: overrides.queryPrompt ?? prompts.queryPrompt,
    documentPrompt: overrides.documentPrompt ?? prompts.documentPrompt,
    instructionTemplate:
      overrides.instructionTemplate === undefined
        ? templateOf(overrides.queryPrompt ?? prompts.queryPrompt)
        : overrides.instructionTemplate,
  };
}

/** The rank as the file tells it, else as the output's name suggests; the load check sees the real one. */
function rankOf({ name, shape }: GraphValue): number {
  return shape?.length ?? (/sentence|pooled|text_embed/.test(name) ? 2 : 3);
}

function findEmbeddingOutput(outputs: readonly GraphValue[], pooling?: Pooling): GraphValue {
  const byName = (names: string[]) => names.map((name) => outputs.find((o) => o.name === name)).find(Boolean);
  const pooled = byName(['sentence_embedding', 'sentence_embeddings', 'text_embeds', 'embeddings', 'embedding']);
  const hidden =
    byName(['last_hidden_state', 'token_embeddings', 'hidden_states']) ??
    outputs.find((output) => rankOf(output) === 3);
  const wantsPooled = pooling === 'in-graph' || (pooling === undefined && pooled && rankOf(pooled) === 2);
  const output = wantsPooled
    ? (pooled ?? outputs.find((candidate) => rankOf(candidate) === 2))
    : (hidden ?? outputs.find((candidate) => rankOf(candidate) === 2));
  if (!output) {
    throw new InvalidInput(
      `The graph has no output that could be an embedding: ${outputs.map((o) => o.name).join(', ')}.`,
    );
  }
  return output;
}

/** Modules that change vectors outside of the graph have weights that an ONNX export does not hold. */
function checkModules({ modules }: LayoutFiles): void {
  const known = ['Transformer', 'Pooling', 'Normalize', 'Dropout'];
  const foreign = modules?.map(({ type }) => moduleName(type)).filter((name) => !known.includes(name)) ?? [];
  if (foreign.length > 0) {
    throw new InvalidInput(`modules.json asks for ${foreign.join(', ')}, which the graph does not contain.`, {
      hint: 'Export the whole sentence-transformers model, so that the graph gives sentence_embedding.',
    });
  }
}

const poolingNames: Record<string, Pooling> = {
  cls: 'cls',
  cls_token: 'cls',
  mean: 'mean',
  mean_tokens: 'mean',
  max: 'max',
  max_tokens: 'max',
  mean_sqrt_len: 'mean-sqrt-length',
  mean_sqrt_len_tokens: 'mean-sqrt-length',
  weightedmean: 'weighted-mean',
  weightedmean_tokens: 'weighted-mean',
  lasttoken: 'last-token',
};

function readPooling({ pooling, architecture }: LayoutFiles): Pooling {
  // A bare decoder sees the whole text only at its last token; a bare encoder is pooled by the mean, as most are.
  if (!pooling) return /qwen|mistral|llama|gemma|gpt/.test(architecture.model_type ?? '') ? 'last-token' : 'mean';
  const flags = Object.entries(pooling).filter(([key, value]) => key.startsWith('pooling_mode_') && value === true);
  const named = typeof pooling.pooling_mode === 'string' ? [pooling.pooling_mode] : (pooling.pooling_mode ?? []);
  const modes = named.length > 0 ? named : flags.map(([key]) => key.slice('pooling_mode_'.length));
  const [mode, ...others] = modes;
  const known = mode === undefined ? undefined : poolingNames[mode];
  if (!known || others.length > 0) {
    throw new InvalidInput(
      `The pooling ${modes.join(' + ') || '(none)'} is not supported; choose ${poolings.join(', ')}.`,
    );
  }
  return known;
}

const queryNames = ['query', 'search_query', 'web_search_query', 's2p_query', 'retrieval.query'];
const documentNames = ['document', 'passage', 'search_document', 'corpus', 'retrieval.passage', 'text'];

function readPrompts({ prompts: { prompts, default_prompt_name: fallback } }: LayoutFiles) {
  const find = (names: string[]) => names.map((name) => prompts?.[name]).find((prompt) => prompt !== undefined);
  const standard = fallback ? (prompts?.[fallback] ?? '') : '';
  return { queryPrompt: find(queryNames) ?? standard, documentPrompt: find(documentNames) ?? standard };
}

/** `Instruct: {instruction}\nQuery:` when the stored query prompt has that form; such models take any instruction. */
function templateOf(queryPrompt: string): string | null {
  const match = /^(Instruct: ?)([^\n]+)(\n ?Query: ?)$/.exec(queryPrompt);
  return match ? `${match[1]}{instruction}${match[3]}` : null;
}

function readReranker(
  layout: LayoutFiles,
  graph: GraphDescription,
  shared: GraphConfig,
  tokenizer: Tokenizer,
  overrides: FolderOverrides,
): OnnxRerankerConfig {
  const output = graph.outputs.find(({ name }) => name === 'logits') ?? graph.outputs[0];
  if (!output) throw new InvalidInput('The graph has no output.');
  const isDecoder = /qwen/.test(layout.architecture.model_type ?? '');
  const head = readHead(layout, output, tokenizer);
  const prompt =
    overrides.prompt === undefined ? (head.kind === 'causal' || isDecoder ? qwenPrompt : null) : overrides.prompt;
  if (head.kind === 'causal' && !prompt) throw new InvalidInput('A causal reranker needs a prompt template.');
  return { ...shared, component: 'reranker', output: output.name, head, prompt };
}

function readHead({ architecture }: LayoutFiles, output: GraphValue, tokenizer: Tokenizer): OnnxRerankerConfig['head'] {
  const isCausal = output.shape ? output.shape.length === 3 : /ForCausalLM/.test(architecture.architectures?.[0] ?? '');
  if (isCausal) {
    const [yesId, noId] = [tokenizer.tokenId('yes'), tokenizer.tokenId('no')];
    if (yesId === undefined || noId === undefined) {
      throw new InvalidInput(
        'The tokenizer has no single tokens "yes" and "no", which a causal reranker answers with.',
      );
    }
    return { kind: 'causal', yesId, noId, isNarrowed: false };
  }
  const last = output.shape?.at(-1);
  const labels = Object.entries(architecture.id2label ?? {});
  // Hugging Face leaves out the number of labels when it is the default of two.
  const count =
    typeof last === 'number' && output.shape?.length === 2 ? last : labels.length || (architecture.num_labels ?? 2);
  if (count === 1 || output.shape?.length === 1) return { kind: 'one-logit' };
  if (count !== 2) throw new InvalidInput(`A reranker gives one or two logits; this graph gives ${count}.`);
  const positive = labels.find(([, label]) => /^(yes|true|relevant|positive|entailment)$/i.test(label));
  return { kind: 'two-logits', relevantIndex: positive?.[0] === '0' ? 0 : 1 };
}
