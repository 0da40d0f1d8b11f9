import { type Dim, Graph, type Value } from '@/lib/nn/graph';
import {
  attentionBias,
  type EncoderShape,
  embeddingLayer,
  firstPool,
  type LayerContext,
  meanPool,
  normLayer,
  transformerBlock,
} from '@/lib/nn/layers';
import { add } from '@/lib/nn/ops-elementwise';
import { l2Normalize } from '@/lib/nn/ops-reduce';
import { reshape } from '@/lib/nn/ops-shape';
import type { Weights } from '@/lib/nn/parameters';

/** The transformer bi-encoder: BERT's encoder (Devlin et al., 2019), pooled and scaled to length one. */
export type TransformerShape = EncoderShape & {
  layers: number;
  vocabulary: number;
  /** positions, that is, longest text in tokens with its special tokens */
  positions: number;
  /** rows of the segment table; every text is segment 0 */
  segments: number;
  pooling: 'mean' | 'first';
};

/**
 * Vectors of texts, [batch, width].
 *
 * @param ids  int64 [batch, time], both sizes symbolic; a graph that encodes questions and documents names them apart
 * @param mask int64 [batch, time], 1 at tokens, special tokens included
 */
export function encodeTexts(context: LayerContext, shape: TransformerShape, ids: Value, mask: Value): Value {
  const { graph } = context;
  const { width } = shape;
  const [batch, time] = ids.shape as [Dim, Dim];
  const flat = `${batch}*${time}`;
  const isFrozen = graph.isFrozen('words.weight');
  const words = embeddingLayer(
    context,
    'words',
    reshape(ids, [flat]),
    shape.vocabulary,
    width,
    isFrozen ? 'dense' : 'rows',
  );
  const positions = embeddingLayer(
    context,
    'positions',
    reshape(positionIds(ids), [flat]),
    shape.positions,
    width,
    'dense',
  );
  // All texts are segment 0: its row is added to every position.
  const segment = embeddingLayer(context, 'segments', graph.integers([0]), shape.segments, width, 'dense');
  let x = normLayer(context, 'input_norm', add(add(words, positions), segment), width, shape.normEpsilon);
  const floatMask = graph.emit('Cast', [mask], mask.shape, { to: 1n });
  const bias = attentionBias(floatMask);
  for (let layer = 0; layer < shape.layers; layer++) {
    x = transformerBlock(context, `layer.${layer}`, x, bias, shape, { batch, time });
  }
  const sequence = reshape(x, [batch, time, width]);
  return l2Normalize(shape.pooling === 'mean' ? meanPool(sequence, floatMask) : firstPool(sequence));
}

/** 0, 1, 2 ... along every text. */
function positionIds(ids: Value): Value {
  const { graph } = ids;
  const time = ids.shape[1] as string;
  const whole = (x: number): Value => graph.constant(BigInt64Array.of(BigInt(x)), []);
  const range = graph.emit('Range', [whole(0), reshape(graph.dimValue(time), []), whole(1)], [time], {}, 'int64');
  return graph.emit('Expand', [range, graph.shapeVector(ids.shape)], ids.shape, {}, 'int64');
}

/** The served model: `input_ids`, `attention_mask` to `sentence_embedding`, all weights inside. */
export function transformerGraph(
  shape: TransformerShape,
  weights: Weights,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const graph = new Graph({ weights });
  const ids = graph.input('input_ids', 'int64', ['batch', 'time']);
  const mask = graph.input('attention_mask', 'int64', ['batch', 'time']);
  return graph.toModel({ sentence_embedding: encodeTexts({ graph }, shape, ids, mask) }, metadata);
}
