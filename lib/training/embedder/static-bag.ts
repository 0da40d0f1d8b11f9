import type { Random } from '@/lib/foundation/random';
import type { Bags } from '@/lib/nn/embedding-bag';
import { Graph, type Value } from '@/lib/nn/graph';
import { bagPool } from '@/lib/nn/layers';
import { l2Normalize } from '@/lib/nn/ops-reduce';
import { concat } from '@/lib/nn/ops-shape';
import { specialIds } from '../text/build-tokenizer';
import { pairRows } from '../text/ngram-graph';
import { buildNgramTable, type NgramTable, pairNumber } from '../text/ngram-table';
import type { Excerpt, TokenSequence } from '../text/token-sequence';

/**
 * The static bag embedder: a text is the weighted sum of the vectors of its tokens and of its pairs of neighbouring
 * tokens, scaled to length one.
 *
 *   y = Σ_r √(count of r) · gain[r] · E[r],   embedding = y / |y|
 *
 * where r runs over the tokens of the text and over those pairs of neighbouring tokens that the model knows. The root
 * keeps a word that a long text repeats from outweighing all others (it gave +2 points of MRR on dev). No layer mixes positions, so training
 * costs a few additions a token; on two CPU cores it beats a transformer trained from scratch by a wide margin.
 */
export type StaticBag = {
  width: number;
  /** how many token ids there are; pairs have the rows after them */
  tokenCount: number;
  pairs: NgramTable;
  /** [rows, width] */
  table: Float32Array;
  /** [rows]; 0 for padding and other special tokens */
  gains: Float32Array;
};

export const rowCount = (model: Pick<StaticBag, 'tokenCount' | 'pairs'>): number =>
  model.tokenCount + model.pairs.count;

const specialCount = Object.keys(specialIds).length;

export type PairSettings = {
  /** a pair must occur this often in the training texts */
  minimumCount: number;
  /** the most frequent ones are kept up to this number */
  maximumPairs: number;
};

/**
 * Chooses the pairs of neighbouring tokens that are worth a vector of their own.
 *
 * @param isWord by token id: whether it may be part of a pair (punctuation and special tokens may not)
 */
export function choosePairs(
  sequences: Iterable<TokenSequence>,
  isWord: readonly boolean[],
  { minimumCount, maximumPairs }: PairSettings,
): NgramTable {
  const radix = isWord.length;
  const counts = new Map<number, number>();
  for (const { tokens } of sequences) {
    for (let i = 0; i + 1 < tokens.length; i++) {
      const left = tokens[i] as number;
      const right = tokens[i + 1] as number;
      if (!isWord[left] || !isWord[right]) continue;
      const key = left * radix + right;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const chosen = [...counts]
    .filter(([, count]) => count >= minimumCount)
    .sort(([keyA, a], [keyB, b]) => b - a || keyA - keyB)
    .slice(0, maximumPairs);
  return buildNgramTable(
    chosen.map(([key]) => [Math.floor(key / radix), key % radix] as const),
    radix,
  );
}

/** A model with random vectors of length about one. Random vectors are nearly orthogonal, so it starts as a word matcher. */
export function newStaticBag(tokenCount: number, pairs: NgramTable, width: number, random: Random): StaticBag {
  const rows = tokenCount + pairs.count;
  const table = new Float32Array(rows * width);
  for (let i = 0; i < table.length; i++) table[i] = random.normal() / Math.sqrt(width);
  const gains = new Float32Array(rows).fill(1);
  gains.fill(0, 0, specialCount);
  return { width, tokenCount, pairs, table, gains };
}

/**
 * The rows that excerpts use, as bags: each row once, weighted by the root of its count.
 *
 * @param dropout share of the occurrences left out at random, which keeps the model from leaning on single words
 */
export function bagsOf(
  model: Pick<StaticBag, 'tokenCount' | 'pairs'>,
  excerpts: readonly Excerpt[],
  dropout = 0,
  random?: Random,
): Bags {
  const ids: number[] = [];
  const weights: number[] = [];
  const starts = new Int32Array(excerpts.length + 1);
  for (const [b, excerpt] of excerpts.entries()) {
    const counts = new Map<number, number>();
    for (const row of rowsOf(model, excerpt)) {
      if (dropout > 0 && random && random.next() < dropout) continue;
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    for (const [row, count] of counts) {
      ids.push(row);
      weights.push(Math.sqrt(count));
    }
    starts[b + 1] = ids.length;
  }
  return { ids: Int32Array.from(ids), weights: Float32Array.from(weights), starts };
}

/** The rows of an excerpt in reading order, with repeats: tokens and known pairs. Pairs do not reach across ranges. */
function rowsOf(
  { tokenCount, pairs }: Pick<StaticBag, 'tokenCount' | 'pairs'>,
  { sequence, ranges }: Excerpt,
): number[] {
  const { tokens } = sequence;
  const rows: number[] = [];
  for (const [start, end] of ranges) {
    for (let i = start; i < end; i++) {
      const token = tokens[i] as number;
      if (token >= specialCount) rows.push(token);
      const pair = i + 1 < end ? pairNumber(pairs, token, tokens[i + 1] as number) : 0;
      if (pair > 0) rows.push(tokenCount + pair - 1);
    }
  }
  return rows;
}

/** Rows of a table as 8-bit integers, each with the factor that restores it: row ≈ factor · integers. */
export type QuantisedRows = { values: Int8Array; factors: Float32Array };

/** Symmetric rounding of each row to 255 levels; a zero row stays zero. */
export function quantiseRows(table: Float32Array, width: number): QuantisedRows {
  const values = new Int8Array(table.length);
  const factors = new Float32Array(table.length / width);
  for (let row = 0; row < factors.length; row++) {
    let largest = 0;
    for (let k = row * width; k < (row + 1) * width; k++) largest = Math.max(largest, Math.abs(table[k] as number));
    const factor = largest / 127;
    factors[row] = factor;
    if (factor === 0) continue;
    for (let k = row * width; k < (row + 1) * width; k++) values[k] = Math.round((table[k] as number) / factor);
  }
  return { values, factors };
}

/** The table that the integers stand for. */
export const dequantiseRows = ({ values, factors }: QuantisedRows, width: number): Float32Array =>
  Float32Array.from(values, (value, i) => value * (factors[Math.floor(i / width)] as number));

/**
 * The served model: `input_ids` and `attention_mask` [batch, time] to `sentence_embedding` [batch, width].
 *
 * @param precision `int8` stores the table in a quarter of the size; its factors disappear into the gains
 */
export function staticBagGraph(
  model: StaticBag,
  precision: 'float32' | 'int8',
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const graph = new Graph();
  const ids = graph.input('input_ids', 'int64', ['batch', 'time']);
  const mask = graph.input('attention_mask', 'int64', ['batch', 'time']);
  // A padding token has gain zero and is in no pair, so masking is a matter of replacing ids.
  const masked = graph.emit('Mul', [ids, mask], ids.shape, {}, 'int64');
  const rows = concat([masked, pairRows(model, masked)], 1);
  const shape = [rowCount(model), model.width];
  const pooled =
    precision === 'float32'
      ? pool(model, graph.constant(model.table, shape), model.gains, rows)
      : poolQuantised(model, quantiseRows(model.table, model.width), rows);
  return graph.toModel({ sentence_embedding: l2Normalize(pooled) }, metadata);
}

function poolQuantised(model: StaticBag, { values, factors }: QuantisedRows, rows: Value): Value {
  const { graph } = rows;
  const table = graph.constant(values, [rowCount(model), model.width]);
  return pool(
    model,
    table,
    model.gains.map((gain, row) => gain * (factors[row] as number)),
    rows,
  );
}

function pool(model: StaticBag, table: Value, gains: Float32Array, rows: Value): Value {
  const { graph } = rows;
  const shape = [...rows.shape, model.width];
  const looked = graph.emit('Gather', [table, rows], shape, { axis: 0n }, table.type);
  const vectors = table.type === 'float32' ? looked : graph.emit('Cast', [looked], shape, { to: 1n });
  const gain = graph.emit('Gather', [graph.constant(gains, [gains.length]), rows], rows.shape, { axis: 0n });
  // Each of `count` equal rows gets 1/√count, so that together they weigh √count.
  const weights = graph.emit('Div', [gain, graph.emit('Sqrt', [countsOf(model, rows)], rows.shape)], rows.shape);
  return bagPool(vectors, weights);
}

/** How often the row at each position occurs in its text: ones are added up by row, and read back by position. */
function countsOf(model: StaticBag, rows: Value): Value {
  const { graph } = rows;
  const tally = ['batch', rowCount(model)];
  const zeros = graph.emit('ConstantOfShape', [graph.shapeVector(tally)], tally);
  const ones = graph.emit('Expand', [graph.scalar(1), graph.shapeVector(rows.shape)], rows.shape);
  const counts = graph.emit('ScatterElements', [zeros, rows, ones], tally, { axis: 1n, reduction: 'add' });
  return graph.emit('GatherElements', [counts, rows], rows.shape, { axis: 1n });
}
