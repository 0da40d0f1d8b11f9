import { type Dim, Graph, type Value } from '@/lib/nn/graph';
import {
  type EncoderShape,
  embeddingLayer,
  type LayerContext,
  linearLayer,
  normLayer,
  transformerBlock,
} from '@/lib/nn/layers';
import type { Lora } from '@/lib/nn/lora';
import { add, divide, multiply, scale, square } from '@/lib/nn/ops-elementwise';
import { linear } from '@/lib/nn/ops-linear';
import { l2Normalize, reduceSum } from '@/lib/nn/ops-reduce';
import { concat, reshape } from '@/lib/nn/ops-shape';
import type { Weights } from '@/lib/nn/parameters';
import { quantiseRows, type StaticBag } from '../embedder/static-bag';
import { pairRows } from '../text/ngram-graph';

/**
 * Rerankers that read a question and a document together. Both stand on the frozen vectors of a static bag:
 *
 * - `kernel-pooling`: how similar is the most similar word of the document to each word of the question, softly counted
 *   (K-NRM, Xiong et al., 2017), plus the similarity of the two bags;
 * - `cross-encoder`: the same, plus a small transformer over `[CLS] question [SEP] document [SEP]`, whose positions know
 *   from the start whether their word, or their pair of words, occurs on the other side as well.
 *
 * Kernels and the head of the transformer start at zero and the similarity of the bags at one, so training begins with
 * the embedder's own order and adds what it misses.
 */
export type RerankerKind = 'kernel-pooling' | 'cross-encoder';

export type RerankerShape = {
  kind: RerankerKind;
  /** of the transformer; unused by kernel pooling */
  encoder: EncoderShape & { layers: number };
  /** longest pair in tokens */
  maximumLength: number;
};

export const defaultRerankerShape: RerankerShape = {
  kind: 'cross-encoder',
  encoder: { width: 128, heads: 4, innerWidth: 384, activation: 'relu', normEpsilon: 1e-5, layers: 2 },
  maximumLength: 192,
};

/** What the static bag lends to the reranker. The table itself is an input of the training graph: see `scoreGraph`. */
export type Vectors = Pick<StaticBag, 'width' | 'tokenCount' | 'pairs'>;

type PairInputs = { ids: Value; mask: Value; types: Value };
/** Per row of the sequence, words first and then pairs: [batch, rows]. */
type Rows = { rows: Value; vectors: Value; gains: Value; importance: Value; isQuestion: Value; isDocument: Value };

const kernelMeans = [1, 0.9, 0.7, 0.5, 0.3, 0.1, -0.1, -0.3];
const matchTypes = 3;
/** The temperature of the embedder's recipes, so that a cosine begins with the weight it had in training. */
const similarityUnit = 0.05;
/** Adam moves every weight by its rate, whatever the feature; larger features let nine weights learn in a few hundred steps. */
const kernelScale = 5;

/**
 * Builds the score of each pair, [batch, 1].
 *
 * @param graph  parameters that it was given weights for are constants, the others inputs
 * @param table  the bag's vectors, [rows, width], as an input or a constant; never trained here
 * @param gains  the bag's gains, [rows]; times the rows' factors when the table is stored in 8 bits
 * @param importance the gains alone
 */
export function scorePairs(
  graph: Graph,
  shape: RerankerShape,
  bag: Vectors,
  inputs: PairInputs,
  table: Value,
  gains: Value,
  lora?: Lora,
  importance: Value = gains,
): Value {
  const context: LayerContext = { graph, lora };
  const rows = lookUpRows(bag, inputs, table, gains, importance);
  const kernels = linearLayer(context, 'match', kernelFeatures(rows), kernelMeans.length, 1, 'zeros');
  const logits = add(kernels, linear(bagSimilarity(bag, rows), graph.parameter('match.bag', [1, 1], 'ones')));
  if (shape.kind === 'kernel-pooling') return logits;
  return add(logits, encode(context, shape, bag, inputs, rows));
}

/** The names and sizes of a graph's inputs; ids are int64 as every tokenizer feeds them. */
export function pairInputs(graph: Graph): PairInputs {
  const input = (name: string): Value => graph.input(name, 'int64', ['batch', 'time']);
  return { ids: input('input_ids'), mask: input('attention_mask'), types: input('token_type_ids') };
}

/** The served model: `logits` [batch, 1], with all weights inside; `int8` stores the bag's table in a quarter of the size. */
export function rerankerGraph(
  shape: RerankerShape,
  bag: StaticBag,
  weights: Weights,
  precision: 'float32' | 'int8',
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const graph = new Graph({ weights });
  const quantised = precision === 'int8' ? quantiseRows(bag.table, bag.width) : undefined;
  const table = graph.constant(quantised?.values ?? bag.table, [bag.gains.length, bag.width]);
  const importance = graph.constant(bag.gains, [bag.gains.length]);
  const scaled = quantised && bag.gains.map((gain, row) => gain * (quantised.factors[row] as number));
  const gains = scaled ? graph.constant(scaled, [scaled.length]) : importance;
  const logits = scorePairs(graph, shape, bag, pairInputs(graph), table, gains, undefined, importance);
  return graph.toModel({ logits }, metadata);
}

function lookUpRows(
  bag: Vectors,
  { ids, mask, types }: PairInputs,
  table: Value,
  gains: Value,
  importance: Value,
): Rows {
  const { graph } = ids;
  const masked = graph.emit('Mul', [ids, mask], ids.shape, {}, 'int64');
  const rows = concat([masked, pairRows(bag, masked)], 1); // [batch, time + time - 1]
  const pairTypes = graph.emit(
    'Slice',
    [types, graph.integers([0]), graph.integers([-1]), graph.integers([1])],
    ['batch', 'pairs'],
    {},
    'int64',
  );
  const sides = concat([types, pairTypes], 1);
  const isKnown = cast(graph, graph.emit('Greater', [rows, whole(graph, 4)], rows.shape, {}, 'bool'));
  const isDocument = graph.emit('Mul', [cast(graph, sides), isKnown], rows.shape);
  const isQuestion = graph.emit('Sub', [isKnown, isDocument], rows.shape);
  const shape = [...rows.shape, bag.width];
  const looked = graph.emit('Gather', [table, rows], shape, { axis: 0n }, table.type);
  const take = (values: Value): Value => graph.emit('Gather', [values, rows], rows.shape, { axis: 0n });
  // Where the scale of a vector matters it is multiplied by its gain, which then carries the factor of the 8-bit row.
  const vectors = table.type === 'float32' ? looked : cast(graph, looked);
  return { rows, vectors, gains: take(gains), importance: take(importance), isQuestion, isDocument };
}

/**
 * Soft counts: for each kernel, Σ over question words of gain · log Σ over document words of exp(-(cosine - mean)² / 2σ²),
 * divided by the sum of gains. [batch, kernels]
 *
 * Only the first rows, as many as the longest question of the batch has, are compared with all rows: the question stands
 * first, and comparing everything with everything took five times as long.
 */
function kernelFeatures({ vectors, importance: all, isQuestion, isDocument }: Rows): Value {
  const { graph } = vectors;
  const [batch, rows, width] = vectors.shape as [Dim, Dim, Dim];
  const unit = l2Normalize(vectors);
  const importance = graph.emit('Abs', [multiply(all, isQuestion)], all.shape);
  const share = divide(importance, add(reduceSum(importance, [1]), graph.scalar(1e-6)));
  const question = questionRows(unit, isQuestion);
  const questionShare = questionRows(reshape(share, [batch, rows, 1]), isQuestion);
  const length = question.shape[1] as Dim;
  const turned = graph.emit('Transpose', [unit], [batch, width, rows], { perm: [0n, 2n, 1n] });
  const cosine = graph.emit('MatMul', [question, turned], [batch, length, rows]);
  const document = reshape(isDocument, [batch, 1, rows]);
  const features = kernelMeans.map((mean) => {
    // The first kernel counts exact matches only.
    const precision = mean === 1 ? 1e4 : 50;
    const distance = square(add(cosine, graph.scalar(-mean)));
    const near = graph.emit(
      'Mul',
      [graph.emit('Exp', [scale(distance, -precision)], cosine.shape), document],
      cosine.shape,
    );
    const soft = reduceSum(near, [2]);
    const logarithm = graph.emit('Log', [add(soft, graph.scalar(1e-2))], soft.shape);
    return scale(reshape(reduceSum(multiply(logarithm, questionShare), [1]), [batch, 1]), kernelScale);
  });
  return concat(features, 1);
}

/** The rows of words and pairs at the positions that a question takes somewhere in the batch: [batch, 2 · longest, size]. */
function questionRows(x: Value, isQuestion: Value): Value {
  const { graph } = x;
  const [batch, , size] = x.shape as [Dim, Dim, Dim];
  // Two special tokens beside the words; pairs are fewer than words, so words and pairs together bound both.
  const lengths = graph.emit('ReduceSum', [isQuestion, graph.integers([1])], [batch], { keepdims: 0n });
  const longest = graph.emit('ReduceMax', [lengths, graph.integers([0])], [1], { keepdims: 1n });
  const time = graph.dimValue('time');
  const wanted = graph.emit(
    'Add',
    [graph.emit('Cast', [longest], [1], { to: 7n }, 'int64'), graph.integers([2])],
    [1],
    {},
    'int64',
  );
  const count = graph.emit('Min', [wanted, time], [1], {}, 'int64');
  const slice = (start: Value, end: Value, name: string): Value =>
    graph.emit('Slice', [x, start, end, graph.integers([1])], [batch, name, size]);
  const words = slice(graph.integers([0]), count, 'question');
  const pairs = slice(time, graph.emit('Add', [time, count], [1], {}, 'int64'), 'questionPairs');
  return graph.emit('Concat', [words, pairs], [batch, 'questionRows', size], { axis: 1n });
}

/** The cosine of the two bags in the unit of the embedder's loss, [batch, 1]: the embedder's own opinion. */
function bagSimilarity({ width }: Vectors, { rows, vectors, gains, isQuestion, isDocument }: Rows): Value {
  const [batch, count] = vectors.shape as [Dim, Dim];
  const { graph } = vectors;
  const square = [batch, count, count];
  const isEqual = graph.emit(
    'Equal',
    [reshape(rows, [batch, count, 1]), reshape(rows, [batch, 1, count])],
    square,
    {},
    'bool',
  );
  const equal = cast(graph, isEqual);
  const bag = (side: Value): Value => {
    // Each of n equal rows of a side gets 1/√n, so that together they weigh √n, as in the embedder.
    const repeats = graph.emit('MatMul', [equal, reshape(side, [batch, count, 1])], [batch, count, 1]);
    const root = graph.emit('Sqrt', [graph.emit('Max', [repeats, graph.scalar(1)], repeats.shape)], repeats.shape);
    const weights = divide(multiply(gains, side), reshape(root, [batch, count]));
    const sum = graph.emit('MatMul', [reshape(weights, [batch, 1, count]), vectors], [batch, 1, width]);
    return l2Normalize(reshape(sum, [batch, width]));
  };
  return scale(reduceSum(multiply(bag(isQuestion), bag(isDocument)), [1]), 1 / similarityUnit);
}

/** The transformer's score, [batch, 1]. */
function encode(
  context: LayerContext,
  { encoder, maximumLength }: RerankerShape,
  bag: Vectors,
  { ids, mask, types }: PairInputs,
  rows: Rows,
): Value {
  const { graph } = ids;
  const { width } = encoder;
  const [batch, time] = ids.shape as [Dim, Dim];
  const flat = 'batch*time';
  const floatMask = cast(graph, mask);
  // A position sees the vector of its word plus that of the pair it begins.
  const weighted = graph.emit('Mul', [rows.vectors, reshape(rows.gains, [...rows.gains.shape, 1])], rows.vectors.shape);
  const part = (start: number, end: number | Value, size: Dim): Value => {
    const to = typeof end === 'number' ? graph.integers([end]) : end;
    return graph.emit('Slice', [weighted, graph.integers([start]), to, graph.integers([1])], [batch, size, bag.width]);
  };
  const words = part(0, graph.dimValue('time'), time);
  const pairsFrom = graph.dimValue('time');
  const pairs = graph.emit(
    'Slice',
    [weighted, pairsFrom, graph.integers([Number.MAX_SAFE_INTEGER]), graph.integers([1])],
    [batch, 'pairs', bag.width],
  );
  const padding = graph.constant(BigInt64Array.of(0n, 0n, 0n, 0n, 1n, 0n), [6]);
  const padded = graph.emit('Pad', [pairs, padding], [batch, time, bag.width]);
  const meaning = reshape(add(words, padded), [flat, bag.width]);
  const matches = reshape(matchTypeOf(rows, time), [flat]);
  const sides = reshape(types, [flat]);
  const kinds = graph.emit(
    'Add',
    [graph.emit('Mul', [sides, whole(graph, matchTypes)], [flat], {}, 'int64'), matches],
    [flat],
    {},
    'int64',
  );
  const positions = reshape(positionsOf(ids, maximumLength), [flat]);
  const start = add(
    add(
      linearLayer(context, 'input', meaning, bag.width, width),
      embeddingLayer({ graph }, 'kinds', kinds, 2 * matchTypes, width, 'dense'),
    ),
    embeddingLayer({ graph }, 'positions', positions, maximumLength, width, 'dense'),
  );
  let x = normLayer(context, 'input_norm', start, width, encoder.normEpsilon);
  const bias = attentionBiasOf(floatMask);
  for (let layer = 0; layer < encoder.layers; layer++) {
    x = transformerBlock(context, `layer.${layer}`, x, bias, encoder, { batch, time });
  }
  // The question's positions say how well each of its words is answered; their mean is the verdict.
  const isQuestion = graph.emit(
    'Mul',
    [floatMask, graph.emit('Sub', [graph.scalar(1), cast(graph, types)], types.shape)],
    types.shape,
  );
  const sequence = multiply(reshape(x, [batch, time, width]), reshape(isQuestion, [batch, time, 1]));
  const pooled = divide(reshape(reduceSum(sequence, [1]), [batch, width]), reduceSum(isQuestion, [1]));
  return linearLayer(context, 'head', pooled, width, 1, 'zeros');
}

/** At each position: 2 if the pair it begins occurs on the other side, 1 if its word does, 0 otherwise. */
function matchTypeOf({ rows, isQuestion, isDocument }: Rows, time: Dim): Value {
  const { graph } = rows;
  const [batch, count] = rows.shape as [Dim, Dim];
  const square = [batch, count, count];
  const equal = cast(
    graph,
    graph.emit('Equal', [reshape(rows, [batch, count, 1]), reshape(rows, [batch, 1, count])], square, {}, 'bool'),
  );
  const across = graph.emit(
    'Add',
    [
      graph.emit('Mul', [reshape(isQuestion, [batch, count, 1]), reshape(isDocument, [batch, 1, count])], square),
      graph.emit('Mul', [reshape(isDocument, [batch, count, 1]), reshape(isQuestion, [batch, 1, count])], square),
    ],
    square,
  );
  const hits = graph.emit('Mul', [equal, across], square);
  const isMatched = graph.emit('ReduceMax', [hits, graph.integers([2])], [batch, count], { keepdims: 0n });
  const slice = (start: Value, end: Value, size: Dim): Value =>
    graph.emit('Slice', [isMatched, start, end, graph.integers([1])], [batch, size]);
  const words = slice(graph.integers([0]), graph.dimValue('time'), time);
  const pairs = slice(graph.dimValue('time'), graph.integers([Number.MAX_SAFE_INTEGER]), 'pairs');
  const padded = graph.emit('Pad', [pairs, graph.constant(BigInt64Array.of(0n, 0n, 0n, 1n), [4])], [batch, time]);
  const best = graph.emit('Max', [words, graph.emit('Mul', [padded, graph.scalar(2)], [batch, time])], [batch, time]);
  return graph.emit('Cast', [best], [batch, time], { to: 7n }, 'int64');
}

/** 0, 1, 2 ... along each sequence; positions beyond the longest known share its last. */
function positionsOf(ids: Value, maximumLength: number): Value {
  const { graph } = ids;
  const zero = graph.constant(BigInt64Array.of(0n), []);
  const length = reshape(graph.dimValue('time'), []);
  const range = graph.emit('Range', [zero, length, whole(graph, 1)], ['time'], {}, 'int64');
  const bounded = graph.emit('Min', [range, whole(graph, maximumLength - 1)], ['time'], {}, 'int64');
  return graph.emit('Expand', [bounded, graph.shapeVector(ids.shape)], ids.shape, {}, 'int64');
}

function attentionBiasOf(mask: Value): Value {
  const { graph } = mask;
  const missing = graph.emit('Sub', [graph.scalar(1), mask], mask.shape);
  const bias = graph.emit('Mul', [missing, graph.scalar(-1e4)], mask.shape);
  return reshape(bias, [mask.shape[0] as Dim, 1, 1, mask.shape[1] as Dim]);
}

const cast = (graph: Graph, x: Value): Value => graph.emit('Cast', [x], x.shape, { to: 1n });
const whole = (graph: Graph, x: number): Value => graph.constant(BigInt64Array.of(BigInt(x)), []);
