import { InvalidInput } from '@/lib/foundation/errors';
import type { Weights } from '@/lib/nn/parameters';
import { rowCount, type StaticBag, staticBagGraph } from '../embedder/static-bag';
import { type RerankerShape, rerankerGraph } from '../reranker/match-encoder';
import type { TokenizerFiles } from '../text/build-tokenizer';
import { buildNgramTable } from '../text/ngram-table';
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors';

/** A checkpoint's folder as file contents by name: what the ordinary importer reads, and what a later stage starts from. */
export type FolderFiles = Map<string, Uint8Array>;
export type Precision = 'float32' | 'int8';

/** Weights as they were trained, in full precision; serving does not read this file. */
const weightsFile = 'trained-weights.safetensors';

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);

function tokenizerFiles({ tokenizer, config }: TokenizerFiles): [string, Uint8Array][] {
  return [
    ['tokenizer.json', json(tokenizer)],
    ['tokenizer_config.json', json(config)],
  ];
}

/** Files of a static bag embedder: ids in, `sentence_embedding` of length one out. */
export function embedderFiles(
  bag: StaticBag,
  tokenizer: TokenizerFiles,
  maximumLength: number,
  precision: Precision,
  metadata: Record<string, string>,
): FolderFiles {
  return new Map([
    ...tokenizerFiles(tokenizer),
    [
      'config.json',
      json({
        architectures: ['StaticBagModel'],
        model_type: 'static-bag',
        hidden_size: bag.width,
        vocab_size: bag.tokenCount,
        max_position_embeddings: maximumLength,
        known_pairs: bag.pairs.count,
      }),
    ],
    ['model.onnx', staticBagGraph(bag, precision, metadata)],
    [weightsFile, writeSafetensors(bagTensors(bag), metadata)],
  ]);
}

/** Files of a reranker: pairs in, `logits` [batch, 1] out. */
export function rerankerFiles(
  shape: RerankerShape,
  bag: StaticBag,
  weights: Weights,
  tokenizer: TokenizerFiles,
  precision: Precision,
  metadata: Record<string, string>,
): FolderFiles {
  const tensors = new Map(
    [...weights].map(([name, data]): [string, StoredTensor] => [name, { data, shape: [data.length] }]),
  );
  return new Map([
    ...tokenizerFiles(tokenizer),
    [
      'config.json',
      json({
        architectures: ['MatchEncoderForSequenceClassification'],
        model_type: `match-${shape.kind}`,
        hidden_size: shape.encoder.width,
        vocab_size: bag.tokenCount,
        max_position_embeddings: shape.maximumLength,
        type_vocab_size: 2,
        id2label: { 0: 'relevant' },
        reranker_shape: shape,
      }),
    ],
    ['model.onnx', rerankerGraph(shape, bag, weights, precision, metadata)],
    [weightsFile, writeSafetensors(new Map([...bagTensors(bag), ...tensors]), metadata)],
  ]);
}

function bagTensors(bag: StaticBag): Map<string, StoredTensor> {
  const { keyAt, numberAt, radix, count } = bag.pairs;
  const pairs = new Int32Array(2 * count);
  for (const [slot, number] of numberAt.entries()) {
    if (number === 0) continue;
    const key = keyAt[slot] as number;
    pairs[2 * (number - 1)] = Math.floor(key / radix);
    pairs[2 * (number - 1) + 1] = key % radix;
  }
  return new Map<string, StoredTensor>([
    ['bag.table', { data: bag.table, shape: [rowCount(bag), bag.width] }],
    ['bag.gains', { data: bag.gains, shape: [bag.gains.length] }],
    ['bag.pairs', { data: pairs, shape: [count, 2] }],
  ]);
}

/** A checkpoint that this room wrote, as a parent of further stages. */
export type ParentFiles = { bag: StaticBag; tokenizer: TokenizerFiles; weights: Weights; shape?: RerankerShape };

/**
 * Reads the files of a trained checkpoint back.
 *
 * @throws {InvalidInput} if they were not written by a training of this product
 */
export function readParent(files: ReadonlyMap<string, Uint8Array>): ParentFiles {
  const parse = (name: string) => {
    const bytes = files.get(name);
    if (!bytes)
      throw new InvalidInput(`This checkpoint has no ${name}; only checkpoints trained here can be trained on.`);
    return JSON.parse(new TextDecoder().decode(bytes));
  };
  const bytes = files.get(weightsFile);
  if (!bytes) {
    throw new InvalidInput('This checkpoint was not trained here, so a bag or match stage cannot continue from it.', {
      hint: 'Fine-tune an imported transformer with adapters instead, or train from the base stage.',
    });
  }
  const tensors = readSafetensors(bytes);
  const [tokenizer, config, modelConfig] = [
    parse('tokenizer.json'),
    parse('tokenizer_config.json'),
    parse('config.json'),
  ];
  const vocab = tokenizer.model.vocab as Record<string, number>;
  const vocabulary = Object.entries(vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => token);
  const table = tensors.get('bag.table');
  const gains = tensors.get('bag.gains')?.data;
  const pairs = tensors.get('bag.pairs')?.data;
  if (!(table?.data instanceof Float32Array) || !(gains instanceof Float32Array) || !(pairs instanceof Int32Array)) {
    throw new InvalidInput('The weights file of this checkpoint lacks the tables of a static bag.');
  }
  const list = Array.from({ length: pairs.length / 2 }, (_, i) => [pairs[2 * i] ?? 0, pairs[2 * i + 1] ?? 0] as const);
  const weights: Weights = new Map();
  for (const [name, { data }] of tensors) {
    if (!name.startsWith('bag.') && data instanceof Float32Array) weights.set(name, data);
  }
  const bag: StaticBag = {
    width: table.shape[1] ?? 1,
    tokenCount: vocabulary.length,
    pairs: buildNgramTable(list, vocabulary.length),
    table: table.data,
    gains,
  };
  return { bag, tokenizer: { tokenizer, config, vocabulary }, weights, shape: modelConfig.reranker_shape };
}
