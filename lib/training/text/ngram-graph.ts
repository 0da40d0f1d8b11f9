import type { Value } from '@/lib/nn/graph';
import { type NgramTable, spread } from './ngram-table';

/**
 * Row of the pair that begins at each position but the last, 0 (the padding row) where the pair is unknown: `pairNumber`
 * of `ngram-table.ts` in ONNX.
 *
 * @param ids int64 [batch, time]
 * @returns   int64 [batch, time - 1]
 */
export function pairRows({ pairs, tokenCount }: { pairs: NgramTable; tokenCount: number }, ids: Value): Value {
  const { graph } = ids;
  const whole = (x: number): Value => graph.constant(BigInt64Array.of(BigInt(x)), []);
  const slice = (start: number, end: number): Value =>
    graph.emit(
      'Slice',
      [ids, graph.integers([start]), graph.integers([end]), graph.integers([1])],
      ['batch', 'pairs'],
      {},
      'int64',
    );
  const compute = (opType: string, inputs: Value[], type: 'int64' | 'bool' = 'int64'): Value =>
    graph.emit(opType, inputs, ['batch', 'pairs'], {}, type);
  const left = slice(0, -1);
  const right = slice(1, Number.MAX_SAFE_INTEGER);
  const key = compute('Add', [compute('Mul', [left, whole(pairs.radix)]), right]);
  const shiftTable = graph.constant(BigInt64Array.from(pairs.shifts, BigInt), [pairs.shifts.length]);
  const shift = compute('Gather', [shiftTable, compute('Mod', [key, whole(pairs.shifts.length)])]);
  const spreadKey = compute('Mod', [compute('Mul', [key, whole(spread.factor)]), whole(spread.prime)]);
  const mixed = compute('Add', [spreadKey, whole(spread.prime)]);
  const slot = compute('Mod', [mixed, compute('Add', [shift, whole(pairs.slots)])]);
  const keyAt = graph.constant(BigInt64Array.from(pairs.keyAt, BigInt), [pairs.keyAt.length]);
  const isKnown = compute('Equal', [compute('Gather', [keyAt, slot]), key], 'bool');
  const rowAt = BigInt64Array.from(pairs.numberAt, (number) => (number > 0 ? BigInt(tokenCount + number - 1) : 0n));
  const row = compute('Gather', [graph.constant(rowAt, [rowAt.length]), slot]);
  return compute('Where', [isKnown, row, whole(0)]);
}
