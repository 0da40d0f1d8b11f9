/**
 * A very small WebAssembly assembler: enough to write the vector kernels as readable instructions, so that the product
 * needs no compiler and no binary in the repository. Encodings: WebAssembly core specification 2.0, section 5.
 */

export type ValueType = 'i32' | 'f32' | 'v128';
/** One or more encoded instructions. */
export type Code = readonly number[];

export type WasmFunction = {
  name: string;
  parameters: readonly ValueType[];
  result?: ValueType;
  /** locals after the parameters; they start as zero */
  locals: readonly ValueType[];
  body: Code;
};

const valueTypes: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

const vector = (opcode: number, ...operands: Code[]): number[] => [...operands.flat(), 0xfd, ...unsigned(opcode)];
/** log2 of the alignment, then the constant offset. */
const memoryArgument = (alignment: number, offset: number): number[] => [alignment, ...unsigned(offset)];

/** Instructions in the order that reads best: operands are written inside, as in an expression. */
export const wasm = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  isLess: (a: Code, b: Code): Code => [...a, ...b, 0x49],
  toFloat: (a: Code): Code => [...a, 0xb2],
  /** Runs `body` again while `condition` holds, at least once. */
  doWhile: (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0x00, 0x0b],
  /** Runs `body` if `condition` holds. */
  when: (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b],
  loadFloat: (address: Code, offset = 0): Code => [...address, 0x2a, ...memoryArgument(2, offset)],
  storeFloat: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    0x38,
    ...memoryArgument(2, offset),
  ],
  multiplyFloat: (a: Code, b: Code): Code => [...a, ...b, 0x94],
  addFloat: (a: Code, b: Code): Code => [...a, ...b, 0x92],
  vectorZero: (): Code => [0xfd, ...unsigned(12), ...new Array<number>(16).fill(0)],
  loadVector: (address: Code, offset = 0): Code => [...vector(0, address), ...memoryArgument(4, offset)],
  /** Eight signed bytes, widened to eight 16-bit lanes. */
  loadBytesWidened: (address: Code, offset = 0): Code => [...vector(1, address), ...memoryArgument(3, offset)],
  addVector: (a: Code, b: Code): Code => vector(228, a, b),
  multiplyVector: (a: Code, b: Code): Code => vector(230, a, b),
  addInts: (a: Code, b: Code): Code => vector(174, a, b),
  /** Products of eight 16-bit lanes, added in pairs to four 32-bit lanes. */
  dotInts: (a: Code, b: Code): Code => vector(186, a, b),
  orVector: (a: Code, b: Code): Code => vector(80, a, b),
  floatLane: (value: Code, lane: number): Code => [...vector(31, value), lane],
  intLane: (value: Code, lane: number): Code => [...vector(27, value), lane],
};

/** Concatenates instructions. */
export const sequence = (...parts: Code[]): Code => parts.flat();

const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];
const list = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()];
const name = (text: string): number[] => [...unsigned(text.length), ...Buffer.from(text, 'ascii')];

/** The bytes of a module that imports a shared memory `env.memory` of at most 65,536 pages and exports the functions. */
export function assembleModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    ...list(parameters.map((type) => [valueTypes[type]])),
    ...list(result ? [[valueTypes[result]]] : []),
  ]);
  const memory = [...name('env'), ...name('memory'), 0x02, 0x03, ...unsigned(0), ...unsigned(65_536)];
  const bodies = functions.map(({ locals, body }) => {
    const code = [...list(locals.map((type) => [1, valueTypes[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list([memory])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map((item, index) => [...name(item.name), 0x00, ...unsigned(index)]))),
    ...section(10, list(bodies)),
  ]);
}
