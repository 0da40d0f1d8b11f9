import { Internal } from '@/lib/foundation/errors';
import { reduceTo } from './broadcast';
import type { Dim, Value } from './graph';
import { reshape, transpose } from './ops-shape';

/** Matrix products and table look-ups. */

/**
 * x W + b for rows: the layer that holds most weights of a network.
 *
 * @param x      [n, in]
 * @param weight [in, out]
 * @param bias   [out], or none
 * @returns      [n, out]
 *
 * Written with Gemm, whose flags transpose an operand for free, so that neither direction copies a matrix.
 */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const y = gemm(x, weight, { bias });
  return x.graph.record(y, bias ? [x, weight, bias] : [x, weight], (dy) => [
    gemm(dy, weight, { transposeRight: true }), // dx = dy Wᵀ
    gemm(x, dy, { transposeLeft: true }), // dW = xᵀ dy
    ...(bias ? [reduceTo(dy, bias.shape)] : []), // db = Σ over rows of dy
  ]);
}

/** x Yᵀ for the rows of two matrices: all pairwise dot products, [n, d] and [m, d] to [n, m]. */
export function pairwiseDot(x: Value, y: Value): Value {
  const z = gemm(x, y, { transposeRight: true });
  return x.graph.record(z, [x, y], (dz) => [gemm(dz, y), gemm(dz, x, { transposeLeft: true })]);
}

type GemmOptions = { bias?: Value; transposeLeft?: boolean; transposeRight?: boolean };

function gemm(x: Value, y: Value, { bias, transposeLeft, transposeRight }: GemmOptions = {}): Value {
  const [rows, inner] = transposeLeft ? x.shape.toReversed() : x.shape;
  const [innerToo, columns] = transposeRight ? y.shape.toReversed() : y.shape;
  if (x.shape.length !== 2 || y.shape.length !== 2 || inner !== innerToo) {
    throw new Internal(`A matrix product needs matching matrices, not [${x.shape}] and [${y.shape}].`);
  }
  return x.graph.emit('Gemm', [x, y, bias], [rows as Dim, columns as Dim], {
    transA: transposeLeft ? 1n : 0n,
    transB: transposeRight ? 1n : 0n,
  });
}

/** Batched product over the last two axes; the leading axes must be equal: [.., n, k] x [.., k, m] to [.., n, m]. */
export function matMul(x: Value, y: Value): Value {
  const rank = x.shape.length;
  if (rank !== y.shape.length || x.shape[rank - 1] !== y.shape[rank - 2]) {
    throw new Internal(`A batched product needs matching tensors, not [${x.shape}] and [${y.shape}].`);
  }
  const z = x.graph.emit('MatMul', [x, y], [...x.shape.slice(0, -1), y.shape[rank - 1] as Dim]);
  const swap = [...x.shape.keys()].slice(0, -2).concat([rank - 1, rank - 2]);
  return x.graph.record(z, [x, y], (dz) => [matMul(dz, transpose(y, swap)), matMul(transpose(x, swap), dz)]);
}

/**
 * Rows of a table: row ids[i] for each i.
 *
 * @param table    [rows, d]
 * @param ids      int32 or int64 of any shape, each in [0, rows)
 * @param gradient `rows` returns the gradient of the looked-up rows and leaves the merging of repeated ids to the
 *                 optimizer, which touches only these rows: right for a vocabulary. `dense` scatters into a tensor of the
 *                 table's shape: right for small tables (positions, types) and for tables that are used otherwise too.
 * @returns        [...ids.shape, d]
 */
export function lookUp(table: Value, ids: Value, gradient: 'rows' | 'dense'): Value {
  const { graph } = table;
  const width = table.shape[1] as number;
  const y = graph.emit('Gather', [table, ids], [...ids.shape, width], { axis: 0n });
  return graph.record(y, [table], (dy) => {
    const count = ids.shape.length === 1 ? (ids.shape[0] as Dim) : ids.shape.join('*');
    const flatIds = ids.shape.length === 1 ? ids : reshape(ids, [count]);
    const rows = ids.shape.length === 1 ? dy : reshape(dy, [count, width]);
    if (gradient === 'rows') return [{ ids: flatIds, rows }];
    const indices = graph.emit('Cast', [reshape(flatIds, [count, 1])], [count, 1], { to: 7n }, 'int64');
    const zeros = graph.emit('ConstantOfShape', [graph.shapeVector(table.shape)], table.shape);
    return [graph.emit('ScatterND', [zeros, indices, rows], table.shape, { reduction: 'add' })];
  });
}
