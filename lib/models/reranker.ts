import { InvalidInput } from '@/lib/foundation/errors';
import type { CheckpointFiles, OnnxRerankerConfig, PromptTemplate } from './checkpoint-config';
import { openRemoteReranker } from './remote-reranker';
import { GraphRunner, type Row, type RunnerStatistics } from './running/graph-runner';
import { mapInSlices, type OpenOptions, openGraph, openTokenizer } from './running/open-graph';
import { checkFinite } from './running/pooling';
import type { Encoding, Tokenizer } from './tokenizer';

export type ScoreOptions = {
  /** the application's task in words; used where the model's prompt has a place for it */
  instruction?: string;
  signal?: AbortSignal;
};

/** What a score means: the logarithm of the odds that the passage is relevant, or that probability itself. */
export type ScoreScale = 'log-odds' | 'probability';

/** A query and passages in, one score a passage out. */
export type Reranker = {
  readonly scale: ScoreScale;
  readonly statistics: RunnerStatistics;
  /**
   * How relevant each passage is to the query; higher is better.
   *
   * @returns one number a passage, in their order. Local models give log-odds, whatever their head: the logit, the
   *          difference of two logits, or logit(yes) - logit(no)
   * @throws {Uncomputable} if the model gives NaN or infinity
   * @throws {Cancelled} if the signal aborted
   *
   * The score of a pair does not depend on the other passages.
   */
  score(query: string, passages: readonly string[], options?: ScoreOptions): Promise<Float32Array>;
  close(): Promise<void>;
};

/** The probability of relevance behind a score, in [0, 1]: the logistic function of log-odds. */
export const toProbability = (score: number, scale: ScoreScale): number =>
  scale === 'probability' ? score : 1 / (1 + Math.exp(-score));

/** Opens the reranker of a checkpoint. @throws {InvalidInput} if it is none or cannot be loaded */
export async function openReranker(files: CheckpointFiles, options: OpenOptions = {}): Promise<Reranker> {
  const { config } = files;
  if (config.component !== 'reranker') throw new InvalidInput('This checkpoint is an embedder, not a reranker.');
  if (config.source === 'remote') return openRemoteReranker({ ...files, config }, options);
  const tokenizer = await openTokenizer(files.directory, config);
  const encode = config.prompt
    ? templateEncoder(config, config.prompt, tokenizer, await openPlainTokenizer(files.directory, config))
    : pairEncoder(config, tokenizer);
  const graph = await openGraph(files.directory, config, options);
  const isWholeVocabulary = config.head.kind === 'causal' && !config.head.isNarrowed;
  const runner = new GraphRunner(graph.pool, graph.session, config, {
    padId: tokenizer.padId < config.embeddingRows ? tokenizer.padId : 0,
    paddingSide: 'right',
    // All logits of a batch are texts x tokens x vocabulary numbers, which only single texts keep bearable.
    runsOneByOne: config.runsOneByOne || isWholeVocabulary,
  });
  const score = async (query: string, passages: readonly string[], { instruction, signal }: ScoreOptions = {}) => {
    const encodePassage = encode(query, instruction);
    const encodings = await mapInSlices(passages, encodePassage);
    const scores = new Float32Array(passages.length);
    const take = (index: number, row: Row) => {
      scores[index] = readScore(row, config);
    };
    await runner.run(encodings, take, signal);
    return scores;
  };
  return {
    scale: 'log-odds',
    get statistics() {
      return runner.statistics;
    },
    score,
    close: graph.close,
  };
}

/** Takes what belongs to the query once, then encodes passage after passage. */
type PassageEncoder = (query: string, instruction?: string) => (passage: string) => Encoding;

function pairEncoder(config: OnnxRerankerConfig, tokenizer: Tokenizer): PassageEncoder {
  const clean = (text: string) => (config.lowercases ? text.toLowerCase() : text);
  return (query) => {
    const first = tokenizer.encode(clean(query));
    return (passage) => tokenizer.pair(first, tokenizer.encode(clean(passage)), config.maxLength);
  };
}

/** Queries and documents are data: their tokenizer knows no special tokens, so `<|im_end|>` in a document ends nothing. */
const openPlainTokenizer = (directory: string, config: OnnxRerankerConfig) =>
  openTokenizer(directory, config, { recognisesSpecialTokens: false, truncationSide: 'right' });

/** Prefix, body and suffix are tokenized apart; only the body is cut, at its end, which is the document's. */
function templateEncoder(
  config: OnnxRerankerConfig,
  template: PromptTemplate,
  tokenizer: Tokenizer,
  plain: Tokenizer,
): PassageEncoder {
  const prefix = tokenizer.encode(template.prefix);
  const suffix = tokenizer.encode(template.suffix);
  const room = config.maxLength - prefix.length - suffix.length;
  if (room < 1) throw new InvalidInput(`A maximum length of ${config.maxLength} leaves no room beside the prompt.`);
  return (query, instruction) => {
    // One pass over the template, so that a query that contains "{document}" stays a query.
    const values = { instruction: instruction || template.defaultInstruction, query };
    const head = template.body
      .slice(0, -'{document}'.length)
      .replace(/\{(instruction|query)\}/g, (_, name: keyof typeof values) => values[name]);
    return (passage) => {
      // Joined before tokenizing: the template's last word and the document's first may share a token.
      const body = plain.encode(`${head}${passage}`).slice(0, room);
      const ids = [...prefix, ...body, ...suffix];
      return { ids, typeIds: new Array<number>(ids.length).fill(0) };
    };
  };
}

function readScore(row: Row, { head }: OnnxRerankerConfig): number {
  const size = row.shape.at(-1) ?? 1;
  const expected = head.kind === 'one-logit' ? 1 : head.kind === 'two-logits' || head.isNarrowed ? 2 : undefined;
  const isCausal = head.kind === 'causal';
  if ((expected !== undefined && size !== expected) || row.shape.length > (isCausal ? 2 : 1)) {
    throw new InvalidInput(`The model gives [${row.shape.join(', ')}] for a pair, which is not what was registered.`);
  }
  const at = (index: number) => row.data[row.offset + index] as number;
  const value = () => {
    if (head.kind === 'one-logit') return at(0);
    if (head.kind === 'two-logits') return at(head.relevantIndex) - at(1 - head.relevantIndex);
    const last = (row.to - 1) * size;
    return head.isNarrowed ? at(last + 1) - at(last) : at(last + head.yesId) - at(last + head.noId);
  };
  const score = value();
  checkFinite([score]);
  return score;
}
