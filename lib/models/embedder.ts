import { Cancelled, InvalidInput } from '@/lib/foundation/errors';
import type { CheckpointFiles, OnnxEmbedderConfig } from './checkpoint-config';
import { promptOfQuery } from './prompts';
import { openRemoteEmbedder } from './remote-embedder';
import { GraphRunner, type Row, type RunnerStatistics } from './running/graph-runner';
import { mapInSlices, type OpenOptions, openGraph, openTokenizer } from './running/open-graph';
import { checkFinite, normalise, poolTokens } from './running/pooling';
import type { Encoding, Tokenizer } from './tokenizer';

export type EmbedOptions = {
  /** the application's task in words; used where the model's prompt has a place for it, and only for queries */
  instruction?: string;
  signal?: AbortSignal;
  /** called as texts are done, in steps of batches */
  onProgress?(done: number): void;
};

export type EmbedderStatistics = RunnerStatistics;

/** Texts in, vectors out. */
export type Embedder = {
  readonly dimension: number;
  readonly statistics: EmbedderStatistics;
  /**
   * The vectors of texts.
   *
   * @param as  a query gets the model's query prompt (or the instruction), a document its document prompt
   * @returns   [texts, dimension], row-major; rows of unit length where the model normalises
   * @throws {Uncomputable} if the model gives NaN or infinity
   * @throws {Cancelled} if the signal aborted
   *
   * The vector of a text does not depend on which other texts are embedded with it. A text beyond the model's longest
   * input is cut.
   */
  embed(texts: readonly string[], as: 'query' | 'document', options?: EmbedOptions): Promise<Float32Array>;
  close(): Promise<void>;
};

/** Opens the embedder of a checkpoint. @throws {InvalidInput} if it is none or cannot be loaded */
export async function openEmbedder(files: CheckpointFiles, options: OpenOptions = {}): Promise<Embedder> {
  const { config } = files;
  if (config.component !== 'embedder') throw new InvalidInput('This checkpoint is a reranker, not an embedder.');
  if (config.source === 'remote') return openRemoteEmbedder({ ...files, config }, options);
  const tokenizer = await openTokenizer(files.directory, config);
  const graph = await openGraph(files.directory, config, options);
  const runner = new GraphRunner(graph.pool, graph.session, config, {
    padId: tokenizer.padId < config.embeddingRows ? tokenizer.padId : 0,
    // Padding on the right leaves every position where it is alone; only a graph that pools itself may need the left.
    paddingSide: config.pooling === 'in-graph' ? config.paddingSide : 'right',
    runsOneByOne: config.runsOneByOne,
  });
  return {
    dimension: config.dimension,
    get statistics() {
      return runner.statistics;
    },
    embed: (texts, as, embedOptions = {}) => embed(runner, tokenizer, config, texts, as, embedOptions),
    close: graph.close,
  };
}

/** Texts tokenized at a time: enough to sort by length, few enough to hold in memory. */
const windowSize = 2048;

async function embed(
  runner: GraphRunner,
  tokenizer: Tokenizer,
  config: OnnxEmbedderConfig,
  texts: readonly string[],
  as: 'query' | 'document',
  { instruction, signal, onProgress }: EmbedOptions,
): Promise<Float32Array> {
  const { dimension } = config;
  const result = new Float32Array(texts.length * dimension);
  const prompt = promptOf(config, as, instruction);
  const skipped = config.poolsPrompt || prompt === '' ? 0 : promptTokens(tokenizer, config, prompt);
  let done = 0;
  // The next window is tokenized while this one computes.
  let running: Promise<void> = Promise.resolve();
  for (let start = 0; start < texts.length; start += windowSize) {
    const window = texts.slice(start, start + windowSize);
    const tokenized = mapInSlices(window, (text) => encodeText(tokenizer, config, `${prompt}${text}`));
    const encodings = (await Promise.all([tokenized, running]))[0];
    if (signal?.aborted) throw new Cancelled('The work was cancelled.');
    const take = (index: number, row: Row) => {
      const vector = result.subarray((start + index) * dimension, (start + index + 1) * dimension);
      readVector(row, config, skipped, vector);
      done++;
      if (onProgress && (done % 64 === 0 || done === texts.length)) onProgress(done);
    };
    running = runner.run(encodings, take, signal);
    // Awaited in the next turn; a failure before that must not count as unhandled.
    running.catch(() => {});
  }
  await running;
  return result;
}

function promptOf(config: OnnxEmbedderConfig, as: 'query' | 'document', instruction?: string): string {
  return as === 'document' ? config.documentPrompt : promptOfQuery(config, instruction);
}

/** White space as Python's `str.strip` sees it, because the models' own tools strip with it. */
const pythonSpace = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const endSpace = new RegExp(`^${pythonSpace}|${pythonSpace}$`, 'g');

function encodeText(tokenizer: Tokenizer, config: OnnxEmbedderConfig, text: string): Encoding {
  const trimmed = config.trims ? text.replace(endSpace, '') : text;
  const encoding = tokenizer.single(
    tokenizer.encode(config.lowercases ? trimmed.toLowerCase() : trimmed),
    config.maxLength,
  );
  // A tokenizer without special tokens makes nothing of an empty text, and a model must be given something.
  return encoding.ids.length > 0 ? encoding : { ids: [tokenizer.padId], typeIds: [0] };
}

/** How many leading tokens belong to the prompt, the special token at the start included and the one at the end not. */
function promptTokens(tokenizer: Tokenizer, config: OnnxEmbedderConfig, prompt: string): number {
  const empty = tokenizer.single([], config.maxLength).ids.length;
  const marker = -1;
  const leading = tokenizer.single([marker], config.maxLength).ids.indexOf(marker);
  return tokenizer.single(tokenizer.encode(prompt), config.maxLength).ids.length - empty + Math.max(0, leading);
}

function readVector(row: Row, config: OnnxEmbedderConfig, skipped: number, vector: Float32Array): void {
  const { dimension, pooling } = config;
  const rank = pooling === 'in-graph' ? 1 : 2;
  if (row.shape.length !== rank || row.shape.at(-1) !== dimension) {
    throw new InvalidInput(
      `The model gives [${row.shape.join(', ')}] for a text where ${rank === 1 ? '' : 'tokens x '}${dimension} numbers were registered.`,
    );
  }
  if (pooling === 'in-graph') {
    for (let j = 0; j < dimension; j++) vector[j] = row.data[row.offset + j] as number;
  } else {
    // A text that is all prompt is pooled whole.
    const from = row.from + skipped < row.to ? row.from + skipped : row.from;
    poolTokens({ ...row, from, dimension }, pooling, vector);
  }
  checkFinite(vector);
  if (config.normalises) normalise(vector);
}
