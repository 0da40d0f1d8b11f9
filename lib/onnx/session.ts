import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { InvalidInput } from '@/lib/foundation/errors';
import { inspectModel } from './inspect-model';

/** Element types that cross this room's border, with the array that holds them. float16 travels as its bits. */
export type OnnxArrays = {
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
export type OnnxType = keyof OnnxArrays;

/** A dense tensor in row-major order; `data` has product(dims) elements. */
export type OnnxTensor = { [T in OnnxType]: { type: T; data: OnnxArrays[T]; dims: number[] } }[OnnxType];

/** An input or output of a graph; a dimension known only at run time is its name (possibly empty). */
export type OnnxValue = { name: string; type: string; shape: (number | string)[] };

export type OnnxSession = {
  inputNames: readonly string[];
  outputNames: readonly string[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  /**
   * Runs the graph once. Blocks the calling thread while it computes, whatever the promise suggests.
   *
   * @param outputNames which outputs to compute; all of them when left out
   * @throws {InvalidInput} if the runtime refuses the feeds (missing input, wrong type or shape, index out of range)
   */
  run(feeds: Record<string, OnnxTensor>, outputNames?: readonly string[]): Promise<Record<string, OnnxTensor>>;
  /** Frees the session; the memory goes back to the process, not to the system. */
  release(): Promise<void>;
};

export type SessionOptions = {
  /** threads inside one operator; more than one costs CPU time, so scale by worker threads instead (default 1) */
  intraOpThreads?: number;
  graphOptimization?: 'disabled' | 'basic' | 'extended' | 'all';
  /** plan memory per input shape: faster only when shapes repeat, as in a training loop (default false) */
  usesMemoryPattern?: boolean;
};

/**
 * Loads a model file, with external data files beside it. The folder should hold nothing else, because a model may read
 * any file of its own folder as weights.
 *
 * @param modelPath absolute path; a relative one would depend on the working directory
 * @throws {InvalidInput} if the runtime cannot load the model
 */
export async function createSession(modelPath: string, options: SessionOptions = {}): Promise<OnnxSession> {
  if (!path.isAbsolute(modelPath)) throw new InvalidInput('A model is loaded by its absolute path.');
  return wrap(await loading(() => InferenceSession.create(modelPath, runtimeOptions(options))));
}

/**
 * Loads a graph that this process built itself. External data is refused, because the runtime would resolve it against
 * the working directory of the server and hand out what lies there.
 *
 * @throws {InvalidInput} if the model names an external file, or the runtime cannot load it
 */
export async function createSessionFromBytes(bytes: Uint8Array, options: SessionOptions = {}): Promise<OnnxSession> {
  const { externalLocations } = inspectModel(bytes);
  if (externalLocations.length > 0) {
    throw new InvalidInput('A model given as bytes must hold all its weights; this one points to other files.');
  }
  return wrap(await loading(() => InferenceSession.create(bytes, runtimeOptions(options))));
}

function runtimeOptions(options: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: options.intraOpThreads ?? 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.graphOptimization ?? 'all',
    enableMemPattern: options.usesMemoryPattern ?? false,
    // Spinning threads burned 1.35 to 2 times the CPU time for the same work.
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    // Fatal only: the runtime writes to standard error on its own, in a format that is not ours.
    logSeverityLevel: 4,
  };
}

async function loading(create: () => Promise<InferenceSession>): Promise<InferenceSession> {
  try {
    return await create();
  } catch (error) {
    throw new InvalidInput(`The model cannot be loaded: ${runtimeReason(error)}`, {}, { cause: error });
  }
}

/** The runtime's own words, without the absolute paths of this machine that it likes to quote. */
export function runtimeReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/(?:[a-zA-Z]:)?[\\/][^\s"':]*[\\/]([^\s"':\\/]+)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 400);
}

function wrap(session: InferenceSession): OnnxSession {
  const run = async (feeds: Record<string, OnnxTensor>, outputNames = session.outputNames) => {
    const inputs: Record<string, Tensor> = {};
    for (const [name, { type, data, dims }] of Object.entries(feeds)) inputs[name] = new Tensor(type, data, dims);
    let results: InferenceSession.OnnxValueMapType;
    try {
      results = await session.run(inputs, [...outputNames]);
    } catch (error) {
      throw new InvalidInput(`The model cannot compute this input: ${runtimeReason(error)}`, {}, { cause: error });
    }
    return Object.fromEntries(outputNames.map((name) => [name, toOnnxTensor(name, results[name])]));
  };
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    inputs: session.inputMetadata.map(toOnnxValue),
    outputs: session.outputMetadata.map(toOnnxValue),
    run,
    release: () => session.release(),
  };
}

const toOnnxValue = (value: InferenceSession.ValueMetadata): OnnxValue => ({
  name: value.name,
  type: value.isTensor ? value.type : 'not a tensor',
  shape: value.isTensor ? [...value.shape] : [],
});

function toOnnxTensor(name: string, value: unknown): OnnxTensor {
  if (!(value instanceof Tensor) || value.type === 'string') {
    throw new InvalidInput(`The output ${name} of the model is not a tensor of numbers.`);
  }
  return { type: value.type, data: value.data, dims: [...value.dims] } as OnnxTensor;
}
