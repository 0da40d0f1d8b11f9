import { InvalidInput } from '@/lib/foundation/errors';
import type { Weights } from '@/lib/nn/parameters';
import { type TransformerShape, transformerGraph } from '../embedder/transformer-encoder';
import type { SpecialIds } from '../embedder/transformer-trainer';
import { loadTokenizer, type TokenizerFiles } from '../text/build-tokenizer';
import type { FolderFiles } from './checkpoint-files';
import { readImportedBert } from './read-imported-bert';
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors';

/** A transformer as a parent of further stages: imported, or trained here. */
export type TransformerParent = { shape: TransformerShape; weights: Weights; tokenizer: TokenizerFiles };

const weightsFile = 'trained-weights.safetensors';
const decode = (bytes: Uint8Array | undefined): unknown =>
  bytes ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);

/** Whether a checkpoint's files are those of a transformer rather than of a static bag. */
export function isTransformer(files: ReadonlyMap<string, Uint8Array>): boolean {
  const config = decode(files.get('config.json')) as { model_type?: string } | undefined;
  return config?.model_type !== undefined && !/^(static-bag|match-)/.test(config.model_type);
}

/** @throws {InvalidInput} if the architecture is not supported or files are missing */
export function readTransformerParent(files: ReadonlyMap<string, Uint8Array>): TransformerParent {
  const tokenizer = decode(files.get('tokenizer.json')) as Record<string, unknown> | undefined;
  const config = decode(files.get('tokenizer_config.json')) as Record<string, unknown> | undefined;
  if (!tokenizer || !config)
    throw new InvalidInput('The checkpoint has no tokenizer.json with its tokenizer_config.json.');
  const tokenizerFiles = { tokenizer, config, vocabulary: [] };
  const modelConfig = decode(files.get('config.json')) as { transformer_shape?: TransformerShape };
  const stored = files.get(weightsFile);
  if (!modelConfig.transformer_shape || !stored) return { ...readImportedBert(files), tokenizer: tokenizerFiles };
  const weights: Weights = new Map();
  for (const [name, { data }] of readSafetensors(stored)) if (data instanceof Float32Array) weights.set(name, data);
  return { shape: modelConfig.transformer_shape, weights, tokenizer: tokenizerFiles };
}

/** The special tokens by the roles that tokenizer_config.json gives them. @throws {InvalidInput} if one is missing */
export function specialIdsOf({ tokenizer, config }: TokenizerFiles): SpecialIds {
  const loaded = loadTokenizer({ tokenizer, config });
  const idOf = (role: 'cls_token' | 'sep_token' | 'pad_token'): number => {
    const named = config[role];
    const text = typeof named === 'object' && named !== null && 'content' in named ? named.content : named;
    const id = typeof text === 'string' ? loaded.token_to_id(text) : undefined;
    if (id === undefined) throw new InvalidInput(`tokenizer_config.json names no ${role}, which a BERT encoder needs.`);
    return id;
  };
  return { first: idOf('cls_token'), separator: idOf('sep_token'), pad: idOf('pad_token') };
}

/** Files of a transformer embedder: ids in, `sentence_embedding` of length one out. */
export function transformerFiles(
  { shape, weights, tokenizer }: TransformerParent,
  adapter: Weights | undefined,
  metadata: Record<string, string>,
): FolderFiles {
  const asTensors = (from: Weights) =>
    new Map([...from].map(([name, data]): [string, StoredTensor] => [name, { data, shape: [data.length] }]));
  const files: FolderFiles = new Map([
    ['tokenizer.json', json(tokenizer.tokenizer)],
    ['tokenizer_config.json', json(tokenizer.config)],
    [
      'config.json',
      json({
        architectures: ['BertModel'],
        model_type: 'bert',
        hidden_size: shape.width,
        num_hidden_layers: shape.layers,
        num_attention_heads: shape.heads,
        intermediate_size: shape.innerWidth,
        hidden_act: shape.activation,
        layer_norm_eps: shape.normEpsilon,
        vocab_size: shape.vocabulary,
        max_position_embeddings: shape.positions,
        type_vocab_size: shape.segments,
        transformer_shape: shape,
      }),
    ],
    ['model.onnx', transformerGraph(shape, weights, metadata)],
    [weightsFile, writeSafetensors(asTensors(weights), metadata)],
  ]);
  if (adapter) files.set('adapter.safetensors', writeSafetensors(asTensors(adapter), metadata));
  return files;
}
