import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Random, seededRandom } from '@/lib/foundation/random';
import {
  encodeModel,
  makeAttribute,
  makeNode,
  makeValueInfo,
  type OnnxModel,
  type OnnxNode,
} from '@/lib/nn/onnx-proto';
import { makeFloatTensor, makeTensor } from '@/lib/nn/onnx-tensor';

/** Random models small enough to be made by a test, in the layout that real exports have. */

export type TinyHead = 'hidden' | 'sentence' | 'one-logit' | 'two-logits' | 'causal';
export type TinyModelOptions = {
  head?: TinyHead;
  dimension?: number;
  seed?: number;
  /** the dense layer in int8, its activations quantised while running */
  isInt8?: boolean;
  /** leaves token_type_ids out */
  hasTokenTypes?: boolean;
  /** what stands in the embedding table: random numbers, one same row for every token, zeros, or not a number */
  weights?: 'random' | 'constant' | 'zero' | 'nan';
  /** rows of the embedding table; fewer than the tokenizer's ids make a misfit */
  rows?: number;
};

const words = ['law', 'of', 'contract', 'wage', 'patent', 'term', 'court', 'the', 'is', '##s', '##ing', 'year'];
const letters = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter) => [letter, `##${letter}`]);
const signs = [...'0123456789.,;:!?()"\'-，。？！劳动者工资法律专利合同法院'];
export const tinyVocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words, ...letters, ...signs];

/** tokenizer.json and tokenizer_config.json of a small WordPiece tokenizer, lower-casing, with Chinese characters. */
export function tinyTokenizerFiles() {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const token = (content: string) => ({ id: content, ids: [tinyVocabulary.indexOf(content)], tokens: [content] });
  const cls = { SpecialToken: { id: '[CLS]', type_id: 0 } };
  const sep = (typeId: number) => ({ SpecialToken: { id: '[SEP]', type_id: typeId } });
  const text = (name: string, typeId: number) => ({ Sequence: { id: name, type_id: typeId } });
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [cls, text('A', 0), sep(0)],
      pair: [cls, text('A', 0), sep(0), text('B', 1), sep(1)],
      special_tokens: { '[CLS]': token('[CLS]'), '[SEP]': token('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(tinyVocabulary.map((entry, id) => [entry, id])),
    },
  };
  const config = { pad_token: '[PAD]', model_max_length: 64, tokenizer_class: 'BertTokenizer' };
  return { tokenizer, config };
}

/**
 * hidden = tanh((E[ids] + T[types]) · W + b) plus the mean of these over the real tokens, so that every token depends on
 * the mask and on its neighbours. The heads read the first token (logits) or all of them.
 */
export function tinyModel(options: TinyModelOptions = {}): OnnxModel {
  const { head = 'hidden', dimension = 16, seed = 1, rows = tinyVocabulary.length } = options;
  const random = seededRandom(seed);
  const initializer = [
    makeFloatTensor('embeddings.word_embeddings.weight', [rows, dimension], table(options, random, rows, dimension)),
    makeFloatTensor('encoder.layer.0.attention.self.query.bias', [dimension], normals(random, dimension)),
    makeTensor('axis_1', 'int64', [1], BigInt64Array.of(1n)),
    makeTensor('axis_2', 'int64', [1], BigInt64Array.of(2n)),
  ];
  const node: OnnxNode[] = [];
  const inputs = ['input_ids', 'attention_mask'];
  const add = (...parts: Parameters<typeof makeNode>) => node.push(makeNode(...parts));
  add('Gather', ['embeddings.word_embeddings.weight', 'input_ids'], ['words']);
  if (options.hasTokenTypes ?? true) {
    inputs.push('token_type_ids');
    initializer.push(
      makeFloatTensor('embeddings.token_type_embeddings.weight', [2, dimension], normals(random, 2 * dimension)),
    );
    add('Gather', ['embeddings.token_type_embeddings.weight', 'token_type_ids'], ['types']);
    add('Add', ['words', 'types'], ['embedded']);
  } else add('Identity', ['words'], ['embedded']);
  const weight = normals(random, dimension * dimension);
  if (options.isInt8) {
    initializer.push(
      makeTensor(
        'query_int8',
        'int8',
        [dimension, dimension],
        Int8Array.from(weight, (w) => Math.round(w * 40)),
      ),
      makeFloatTensor('query_scale', [], Float32Array.of(1 / 40)),
    );
    add('DynamicQuantizeLinear', ['embedded'], ['quantised', 'scale', 'zero']);
    add('MatMulInteger', ['quantised', 'query_int8', 'zero'], ['product_int']);
    add('Cast', ['product_int'], ['product_cast'], [makeAttribute('to', 1n)]);
    add('Mul', ['scale', 'query_scale'], ['scale_both']);
    add('Mul', ['product_cast', 'scale_both'], ['product']);
  } else {
    initializer.push(makeFloatTensor('onnx::MatMul_12', [dimension, dimension], weight));
    add('MatMul', ['embedded', 'onnx::MatMul_12'], ['product'], [], '/encoder/layer.0/attention/self/query/MatMul');
  }
  add('Add', ['encoder.layer.0.attention.self.query.bias', 'product'], ['biased']);
  add('Tanh', ['biased'], ['activated']);
  add('Cast', ['attention_mask'], ['mask_float'], [makeAttribute('to', 1n)]);
  add('Unsqueeze', ['mask_float', 'axis_2'], ['mask']);
  add('Mul', ['activated', 'mask'], ['masked']);
  add('ReduceSum', ['masked', 'axis_1'], ['sum']);
  add('ReduceSum', ['mask', 'axis_1'], ['count']);
  add('Div', ['sum', 'count'], ['mean']);
  add('Add', ['activated', 'mean'], ['last_hidden_state']);
  const output = addHead(head, dimension, random, node, initializer);
  return {
    irVersion: 8,
    producerName: 'mixstage-test',
    producerVersion: '',
    opsetImport: [{ domain: '', version: 17, unknown: [] }],
    graph: {
      name: 'tiny',
      node,
      initializer,
      input: inputs.map((name) => makeValueInfo(name, 'int64', ['batch', 'sequence'])),
      output: [output],
      valueInfo: [],
      unknown: [],
    },
    metadataProps: [],
    unknown: [],
  };
}

function addHead(
  head: TinyHead,
  dimension: number,
  random: Random,
  node: OnnxNode[],
  initializer: OnnxModel['graph']['initializer'],
) {
  const shape = ['batch', 'sequence', dimension] as (string | number)[];
  if (head === 'hidden') return makeValueInfo('last_hidden_state', 'float32', shape);
  if (head === 'sentence') {
    node.push(makeNode('Squeeze', ['mean', 'axis_1'], ['sentence_embedding']));
    return makeValueInfo('sentence_embedding', 'float32', ['batch', dimension]);
  }
  const size = head === 'one-logit' ? 1 : head === 'two-logits' ? 2 : tinyVocabulary.length;
  initializer.push(makeFloatTensor('classifier.weight', [dimension, size], normals(random, dimension * size)));
  if (head === 'causal') {
    node.push(makeNode('MatMul', ['last_hidden_state', 'classifier.weight'], ['logits']));
    return makeValueInfo('logits', 'float32', ['batch', 'sequence', size]);
  }
  initializer.push(makeTensor('first', 'int64', [], BigInt64Array.of(0n)));
  node.push(makeNode('Gather', ['last_hidden_state', 'first'], ['cls'], [makeAttribute('axis', 1n)]));
  node.push(makeNode('MatMul', ['cls', 'classifier.weight'], ['logits']));
  return makeValueInfo('logits', 'float32', ['batch', size]);
}

const normals = (random: Random, count: number) => Float32Array.from({ length: count }, () => random.normal() / 2);

function table({ weights = 'random' }: TinyModelOptions, random: Random, rows: number, dimension: number) {
  if (weights === 'zero') return new Float32Array(rows * dimension);
  if (weights === 'nan') return new Float32Array(rows * dimension).fill(Number.NaN);
  const row = normals(random, dimension);
  if (weights === 'constant') return Float32Array.from({ length: rows * dimension }, (_, i) => row[i % dimension] ?? 0);
  return normals(random, rows * dimension);
}

const architectures: Record<TinyHead, string> = {
  hidden: 'BertModel',
  sentence: 'BertModel',
  'one-logit': 'BertForSequenceClassification',
  'two-logits': 'BertForSequenceClassification',
  causal: 'Qwen3ForCausalLM',
};

/** Writes a whole Hugging Face folder for such a model and returns its path. */
export async function writeTinyModel(directory: string, options: TinyModelOptions = {}): Promise<string> {
  const { head = 'hidden', dimension = 16, rows = tinyVocabulary.length } = options;
  const { tokenizer, config } = tinyTokenizerFiles();
  const labels = head === 'one-logit' ? 1 : 2;
  const settings = {
    architectures: [architectures[head]],
    hidden_size: dimension,
    max_position_embeddings: 64,
    vocab_size: rows,
    model_type: 'bert',
    ...(head.endsWith('logits') || head.endsWith('logit')
      ? { id2label: Object.fromEntries(Array.from({ length: labels }, (_, i) => [i, `LABEL_${i}`])) }
      : {}),
  };
  await mkdir(directory, { recursive: true });
  const write = (name: string, content: unknown) => writeFile(path.join(directory, name), JSON.stringify(content));
  await write('tokenizer.json', tokenizer);
  await write('tokenizer_config.json', config);
  await write('config.json', settings);
  await writeFile(path.join(directory, 'model.onnx'), encodeModel(tinyModel(options)));
  return directory;
}
