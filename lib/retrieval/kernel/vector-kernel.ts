import { assembleModule, type Code, sequence, type WasmFunction, wasm } from './wasm-assembler';

/** The compiled functions over one memory; all addresses and lengths are in bytes, inside that memory, multiples of 16. */
export type VectorKernel = {
  /**
   * Dot products of one query with consecutive rows, written as 32-bit floats.
   *
   * @param blockBytes  bytes of a row in whole blocks of 64 (16 floats)
   * @param restBytes   bytes of a row after them, a multiple of 16
   */
  scan(matrix: number, scores: number, scoresEnd: number, query: number, blockBytes: number, restBytes: number): void;
  /**
   * Upper bounds of the dot products of one query with rows of 8-bit integers: integer product * scale of the row *
   * `factor` + error of the row * `norm`.
   *
   * @param query     16-bit integers, as many as a row has bytes
   * @param rowBytes  a multiple of 32
   * @param scales    one float per row
   * @param errors    one float per row
   */
  scanBytes(
    matrix: number,
    scores: number,
    scoresEnd: number,
    query: number,
    rowBytes: number,
    scales: number,
    errors: number,
    factor: number,
    norm: number,
  ): void;
  /** Reads every byte of a range and folds it into a number: the speed limit that a scan is measured against. */
  readAll(start: number, end: number): number;
};

const { add, addFloat, addInts, addVector, constant, dotInts, doWhile, floatLane, get, intLane, isLess } = wasm;
const { loadBytesWidened, loadFloat, loadVector, multiplyFloat, multiplyVector, orVector, set, storeFloat } = wasm;
const { toFloat, vectorZero, when } = wasm;

/** acc += [address at + offset] * [query + offset], four floats at a time. */
const accumulate = (accumulator: number, at: number, query: number, offset: number): Code =>
  set(
    accumulator,
    addVector(get(accumulator), multiplyVector(loadVector(get(at), offset), loadVector(get(query), offset))),
  );

const advance = (local: number, by: number): Code => set(local, add(get(local), constant(by)));

/** Four independent accumulators hide the latency of the additions; the rows follow each other, so `at` only grows. */
function scanFunction(): WasmFunction {
  const [at, scores, scoresEnd, query, blockBytes, restBytes, q, end, a0, a1, a2, a3] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ] as const;
  const blocks = doWhile(
    sequence(
      accumulate(a0, at, q, 0),
      accumulate(a1, at, q, 16),
      accumulate(a2, at, q, 32),
      accumulate(a3, at, q, 48),
      advance(at, 64),
      advance(q, 64),
    ),
    isLess(get(at), get(end)),
  );
  const rest = doWhile(sequence(accumulate(a0, at, q, 0), advance(at, 16), advance(q, 16)), isLess(get(at), get(end)));
  const total = set(a0, addVector(addVector(get(a0), get(a1)), addVector(get(a2), get(a3))));
  const lanes = addFloat(
    addFloat(floatLane(get(a0), 0), floatLane(get(a0), 1)),
    addFloat(floatLane(get(a0), 2), floatLane(get(a0), 3)),
  );
  const row = sequence(
    ...[a0, a1, a2, a3].map((accumulator) => set(accumulator, vectorZero())),
    set(q, get(query)),
    set(end, add(get(at), get(blockBytes))),
    when(get(blockBytes), blocks),
    set(end, add(get(at), get(restBytes))),
    when(get(restBytes), rest),
    total,
    storeFloat(get(scores), lanes),
    advance(scores, 4),
  );
  return {
    name: 'scan',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    locals: ['i32', 'i32', 'v128', 'v128', 'v128', 'v128'],
    body: when(isLess(get(scores), get(scoresEnd)), doWhile(row, isLess(get(scores), get(scoresEnd)))),
  };
}

/** acc += eight bytes at [at + 8 * part] times eight 16-bit numbers at [query + 16 * part], in 32-bit lanes. */
const accumulateBytes = (accumulator: number, at: number, query: number, part: number): Code =>
  set(
    accumulator,
    addInts(get(accumulator), dotInts(loadBytesWidened(get(at), 8 * part), loadVector(get(query), 16 * part))),
  );

function scanBytesFunction(): WasmFunction {
  const [at, scores, scoresEnd, query, rowBytes, scales, errors, factor, norm] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  const [q, end, a0, a1, a2, a3] = [9, 10, 11, 12, 13, 14] as const;
  const accumulators = [a0, a1, a2, a3];
  const blocks = doWhile(
    sequence(
      ...accumulators.map((accumulator, part) => accumulateBytes(accumulator, at, q, part)),
      advance(at, 32),
      advance(q, 64),
    ),
    isLess(get(at), get(end)),
  );
  const total = set(a0, addInts(addInts(get(a0), get(a1)), addInts(get(a2), get(a3))));
  const lanes = add(add(intLane(get(a0), 0), intLane(get(a0), 1)), add(intLane(get(a0), 2), intLane(get(a0), 3)));
  const estimate = multiplyFloat(multiplyFloat(toFloat(lanes), loadFloat(get(scales))), get(factor));
  const row = sequence(
    ...accumulators.map((accumulator) => set(accumulator, vectorZero())),
    set(q, get(query)),
    set(end, add(get(at), get(rowBytes))),
    blocks,
    total,
    storeFloat(get(scores), addFloat(estimate, multiplyFloat(loadFloat(get(errors)), get(norm)))),
    advance(scores, 4),
    advance(scales, 4),
    advance(errors, 4),
  );
  return {
    name: 'scanBytes',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32'],
    locals: ['i32', 'i32', 'v128', 'v128', 'v128', 'v128'],
    body: when(isLess(get(scores), get(scoresEnd)), doWhile(row, isLess(get(scores), get(scoresEnd)))),
  };
}

function readAllFunction(): WasmFunction {
  const [at, end] = [0, 1] as const;
  const accumulators = [2, 3, 4, 5];
  const fold = (accumulator: number, offset: number) =>
    set(accumulator, orVector(get(accumulator), loadVector(get(at), offset)));
  const loop = doWhile(
    sequence(...accumulators.map((accumulator, i) => fold(accumulator, 16 * i)), advance(at, 64)),
    isLess(get(at), get(end)),
  );
  const folded = orVector(orVector(get(2), get(3)), orVector(get(4), get(5)));
  return {
    name: 'readAll',
    parameters: ['i32', 'i32'],
    result: 'i32',
    locals: ['v128', 'v128', 'v128', 'v128'],
    body: sequence(when(isLess(get(at), get(end)), loop), intLane(folded, 0)),
  };
}

let compiled: WebAssembly.Module | undefined;

/** The kernels, bound to a shared memory; compiled once per process (under a millisecond). */
export function bindVectorKernel(memory: WebAssembly.Memory): VectorKernel {
  compiled ??= new WebAssembly.Module(assembleModule([scanFunction(), scanBytesFunction(), readAllFunction()]));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as VectorKernel;
}
