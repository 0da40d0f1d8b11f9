/**
 * What this room needs to have its graphs computed. The ONNX Runtime adapter of `lib/onnx` has the same shape, so it is
 * handed in as it is; nothing here depends on it.
 */
type Arrays = {
  float32: Float32Array;
  float64: Float64Array;
  float16: Uint16Array;
  int64: BigInt64Array;
  int32: Int32Array;
  int16: Int16Array;
  int8: Int8Array;
  uint64: BigUint64Array;
  uint32: Uint32Array;
  uint16: Uint16Array;
  uint8: Uint8Array;
  bool: Uint8Array;
};

/** A dense tensor in row-major order; `data` has product(dims) elements. */
export type Tensor = { [T in keyof Arrays]: { type: T; data: Arrays[T]; dims: number[] } }[keyof Arrays];

export type Runner = {
  /** Computes all outputs, or those that are named. */
  run(feeds: Record<string, Tensor>, outputNames?: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
};

/** Loads an ONNX model from bytes, to run on one thread. */
export type CreateRunner = (model: Uint8Array) => Promise<Runner>;

export const floatTensor = (data: Float32Array, dims: number[]): Tensor => ({ type: 'float32', data, dims });
export const int32Tensor = (data: Int32Array, dims: number[]): Tensor => ({ type: 'int32', data, dims });

/** The floats of an output; `undefined` when the graph has no such output or it holds other numbers. */
export function floatsOf(outputs: Record<string, Tensor>, name: string): Float32Array | undefined {
  const tensor = outputs[name];
  return tensor?.type === 'float32' ? tensor.data : undefined;
}
