import { InvalidInput } from '@/lib/foundation/errors';
import { type DataTypeName, dataTypes, type OnnxTensorProto } from './onnx-proto';

/** The numbers inside a TensorProto, wherever the exporter put them: raw bytes, a typed list or an external file. */

/** Where an external tensor lies: a path beside the model file, and a range of bytes in it. */
export type ExternalLocation = { location: string; offsetBytes: number; lengthBytes?: number };

const bytesPerElement: Partial<Record<number, number>> = {
  [dataTypes.float32]: 4,
  [dataTypes.float64]: 8,
  [dataTypes.float16]: 2,
  [dataTypes.bfloat16]: 2,
  [dataTypes.int64]: 8,
  [dataTypes.uint64]: 8,
  [dataTypes.int32]: 4,
  [dataTypes.uint32]: 4,
  [dataTypes.int16]: 2,
  [dataTypes.uint16]: 2,
  [dataTypes.int8]: 1,
  [dataTypes.uint8]: 1,
  [dataTypes.bool]: 1,
};

/** How many elements a tensor has: the product of its dimensions, 1 for a scalar. */
export const elementCount = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** Where the bytes of an external tensor are; undefined when they are in the file. @throws {InvalidInput} without a location */
export function externalLocation(tensor: OnnxTensorProto): ExternalLocation | undefined {
  if (tensor.dataLocation !== 1) return undefined;
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location');
  if (!location) throw new InvalidInput(`The tensor ${tensor.name} is said to be external, but no file is named.`);
  const length = entries.get('length');
  return {
    location,
    offsetBytes: Number(entries.get('offset') ?? 0),
    lengthBytes: length === undefined ? undefined : Number(length),
  };
}

/**
 * The values of a floating point tensor as float32 (float16, bfloat16 and float64 are converted).
 *
 * @param external the bytes of the external file's range, needed when `externalLocation` is defined
 * @returns a new array of product(dims) numbers in row-major order
 * @throws {InvalidInput} if the type is not floating point, or the number of elements does not fit the dimensions
 */
export function readFloats(tensor: OnnxTensorProto, external?: Uint8Array): Float32Array {
  const raw = external ?? tensor.rawData;
  if (raw) return fitting(tensor, floatsOfBytes(tensor, raw));
  if (tensor.dataType === dataTypes.float32) return fitting(tensor, Float32Array.from(tensor.floatData));
  if (tensor.dataType === dataTypes.float64) return fitting(tensor, Float32Array.from(tensor.doubleData));
  if (tensor.dataType === dataTypes.float16) return fitting(tensor, Float32Array.from(tensor.int32Data, halfToFloat));
  throw new InvalidInput(`The tensor ${tensor.name} holds no floating point numbers.`);
}

/**
 * The values of an integer or bool tensor as numbers (exact up to 53 bits).
 *
 * @throws {InvalidInput} if the type is not an integer type, or the number of elements does not fit the dimensions
 */
export function readIntegers(tensor: OnnxTensorProto, external?: Uint8Array): number[] {
  const raw = external ?? tensor.rawData;
  if (!raw) {
    const listed = tensor.dataType === dataTypes.int64 ? tensor.int64Data.map(Number) : [...tensor.int32Data];
    return fitting(tensor, listed);
  }
  const aligned = new Uint8Array(raw).buffer;
  const arrays: Partial<Record<number, () => ArrayLike<number | bigint>>> = {
    [dataTypes.int64]: () => new BigInt64Array(aligned),
    [dataTypes.int32]: () => new Int32Array(aligned),
    [dataTypes.uint32]: () => new Uint32Array(aligned),
    [dataTypes.int16]: () => new Int16Array(aligned),
    [dataTypes.uint16]: () => new Uint16Array(aligned),
    [dataTypes.int8]: () => new Int8Array(aligned),
    [dataTypes.uint8]: () => new Uint8Array(aligned),
    [dataTypes.bool]: () => new Uint8Array(aligned),
  };
  const read = arrays[tensor.dataType];
  if (!read) throw new InvalidInput(`The tensor ${tensor.name} holds no integers.`);
  return fitting(tensor, Array.from(read(), Number));
}

/** A float32 tensor with raw bytes; the array is not copied. @throws {InvalidInput} if its length does not fit the dimensions */
export function makeFloatTensor(name: string, dims: number[], data: Float32Array): OnnxTensorProto {
  return makeTensor(name, 'float32', dims, data);
}

/** A tensor of any fixed-width type with raw bytes; the array is not copied. @throws {InvalidInput} if its length does not fit */
export function makeTensor(name: string, type: DataTypeName, dims: number[], data: ArrayBufferView): OnnxTensorProto {
  const size = bytesPerElement[dataTypes[type]];
  if (size === undefined || data.byteLength !== size * elementCount(dims)) {
    throw new InvalidInput(`The tensor ${name} has ${data.byteLength} bytes, which is not [${dims}] of ${type}.`);
  }
  return {
    name,
    dims,
    dataType: dataTypes[type],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    floatData: [],
    int32Data: [],
    int64Data: [],
    doubleData: [],
    stringData: [],
    externalData: [],
    dataLocation: 0,
    unknown: [],
  };
}

function floatsOfBytes(tensor: OnnxTensorProto, raw: Uint8Array): Float32Array {
  // A copy: the view may not be aligned to four bytes.
  const aligned = new Uint8Array(raw).buffer;
  if (tensor.dataType === dataTypes.float32) return new Float32Array(aligned);
  if (tensor.dataType === dataTypes.float64) return Float32Array.from(new Float64Array(aligned));
  if (tensor.dataType === dataTypes.float16) return Float32Array.from(new Uint16Array(aligned), halfToFloat);
  if (tensor.dataType === dataTypes.bfloat16) {
    // bfloat16 is the upper half of a float32.
    return new Float32Array(Uint32Array.from(new Uint16Array(aligned), (bits) => bits << 16).buffer);
  }
  throw new InvalidInput(`The tensor ${tensor.name} holds no floating point numbers.`);
}

/** IEEE 754 half precision: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function fitting<T extends ArrayLike<number>>(tensor: OnnxTensorProto, values: T): T {
  const expected = elementCount(tensor.dims);
  if (values.length === expected) return values;
  throw new InvalidInput(
    `The tensor ${tensor.name} has ${values.length} elements, but its shape asks for ${expected}.`,
  );
}
