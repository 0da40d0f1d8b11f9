import { Internal } from '@/lib/foundation/errors';
import {
  type AttributeValue,
  type DataTypeName,
  encodeModel,
  makeAttribute,
  makeNode,
  makeValueInfo,
  type OnnxNode,
  type OnnxTensorProto,
} from './onnx-proto';
import { elementCount, makeTensor } from './onnx-tensor';

/**
 * A graph of ONNX operations under construction.
 *
 * Nothing is computed here. Each operation of `ops-*.ts` appends nodes and says, in the same function, how a gradient
 * flows back through it; `backward` in `autodiff.ts` turns that record into more nodes. The finished graph is one ONNX
 * model that computes loss and gradients, or, built again with its weights inside, the model that is served.
 */

/** A size that is known now, or the name of one that is known when the graph runs, such as `batch`. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A tensor that will exist when the graph runs. */
export type Value = {
  readonly graph: Graph;
  readonly name: string;
  readonly type: DataTypeName;
  readonly shape: Shape;
};

/** The gradient of a table with respect to the rows that were looked up: row `ids[i]` receives `rows[i]`. */
export type RowGradient = { ids: Value; rows: Value };
export type Contribution = Value | RowGradient | undefined;

/** How the gradient of `output` becomes gradients of `inputs`, in the same order; undefined where none flows. */
export type TapeEntry = { output: Value; inputs: readonly Value[]; backward: (dy: Value) => readonly Contribution[] };

export type ConstantData = Float32Array | BigInt64Array | Int32Array | Uint8Array | Int8Array;

/** How a weight begins: normal with deviation 0.02 (BERT), normal with 1/√(first size), zeros or ones. */
export type Start = 'normal' | 'scaled' | 'zeros' | 'ones';
export type ParameterSpec = { shape: readonly number[]; start: Start };

export type GraphOptions = {
  /**
   * Weights by parameter name that are stored inside the graph: all of them when a model is exported, the frozen ones
   * when adapters are trained. A parameter that is not listed is an input of the graph.
   */
  weights?: ReadonlyMap<string, Float32Array>;
};

export const opsetVersion = 20;
export const irVersion = 9;

export class Graph {
  readonly tape: TapeEntry[] = [];
  private readonly nodes: OnnxNode[] = [];
  private readonly inputs = new Map<string, Value>();
  private readonly parameters = new Map<string, Value>();
  private readonly initializers = new Map<string, OnnxTensorProto>();
  private readonly scalars = new Map<string, Value>();
  /** Where a symbolic size can be read when the graph runs: the first value that has it, and the axis. */
  private readonly dimSources = new Map<string, { value: Value; axis: number }>();
  private readonly dimValues = new Map<string, Value>();
  private readonly weights: ReadonlyMap<string, Float32Array>;
  private isRecording = true;
  private counter = 0;

  constructor(options: GraphOptions = {}) {
    this.weights = options.weights ?? new Map();
  }

  /** Data that is fed at every run. */
  input(name: string, type: DataTypeName, shape: Shape): Value {
    if (this.inputs.has(name)) throw new Internal(`The graph has two inputs named ${name}.`);
    const value = this.makeValue(name, type, shape);
    this.inputs.set(name, value);
    return value;
  }

  /** The parameters that were asked for so far: what `initialise` in `parameters.ts` makes numbers for. */
  readonly parameterSpecs = new Map<string, ParameterSpec>();

  /** A weight: an input while it is trained, a constant when the graph was given its numbers. Asking twice gives the same. */
  parameter(name: string, shape: readonly number[], start: Start = 'normal'): Value {
    const known = this.parameters.get(name);
    if (known) return known;
    const stored = this.weights.get(name);
    const value = stored ? this.store(name, stored, shape) : this.input(name, 'float32', shape);
    this.parameters.set(name, value);
    this.parameterSpecs.set(name, { shape, start });
    return value;
  }

  /** Whether the numbers of this parameter are stored in the graph, so that no gradient can be asked for it. */
  isFrozen(name: string): boolean {
    return this.weights.has(name);
  }

  /** Numbers that never change. */
  constant(data: ConstantData, shape: readonly number[]): Value {
    return this.store(this.freshName('constant'), data, shape);
  }

  /** A float that never changes, shared by all who ask for the same. */
  scalar(x: number): Value {
    return this.shared(`float:${x}`, () => this.constant(Float32Array.of(x), []));
  }

  /** A list of integers that never changes (axes, shapes), shared by all who ask for the same. */
  integers(values: readonly number[]): Value {
    return this.shared(`ints:${values}`, () => this.constant(BigInt64Array.from(values, BigInt), [values.length]));
  }

  /** Appends a node with one output. */
  emit(
    opType: string,
    inputs: readonly (Value | undefined)[],
    shape: Shape,
    attributes: Record<string, AttributeValue> = {},
    type: DataTypeName = 'float32',
  ): Value {
    return this.emitMany(opType, inputs, [{ shape, type }], attributes)[0] as Value;
  }

  /** Appends a node with several outputs. */
  emitMany(
    opType: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly { shape: Shape; type: DataTypeName }[],
    attributes: Record<string, AttributeValue> = {},
  ): Value[] {
    const values = outputs.map(({ shape, type }) => this.makeValue(this.freshName(opType), type, shape));
    this.nodes.push(
      makeNode(
        opType,
        inputs.map((input) => input?.name ?? ''),
        values.map((value) => value.name),
        Object.entries(attributes).map(([key, value]) => makeAttribute(key, value)),
      ),
    );
    return values;
  }

  /** Remembers how gradients flow back through an operation; silent while gradients themselves are being built. */
  record(output: Value, inputs: readonly Value[], backward: TapeEntry['backward']): Value {
    if (this.isRecording) this.tape.push({ output, inputs, backward });
    return output;
  }

  /** Runs `build` without recording, because nobody differentiates a gradient here. */
  withoutRecording<T>(build: () => T): T {
    const before = this.isRecording;
    this.isRecording = false;
    try {
      return build();
    } finally {
      this.isRecording = before;
    }
  }

  /** The shape as an int64 vector: constant when all sizes are known, else assembled when the graph runs. */
  shapeVector(shape: Shape): Value {
    if (shape.every((dim) => typeof dim === 'number')) return this.integers(shape as number[]);
    const parts = shape.map((dim) => (typeof dim === 'number' ? this.integers([dim]) : this.dimValue(dim)));
    return this.emit('Concat', parts, [shape.length], { axis: 0n }, 'int64');
  }

  /** A symbolic size as an int64 vector of one element, read from the first value that has it. */
  dimValue(dim: string): Value {
    const known = this.dimValues.get(dim);
    if (known) return known;
    const source = this.dimSources.get(dim);
    if (!source) throw new Internal(`Nothing in the graph has the size ${dim}.`);
    const shape = this.emit('Shape', [source.value], [source.value.shape.length], {}, 'int64');
    const value = this.emit('Gather', [shape, this.integers([source.axis])], [1], { axis: 0n }, 'int64');
    this.dimValues.set(dim, value);
    return value;
  }

  /**
   * Writes the ONNX file that computes the named outputs and nothing else: nodes, inputs and weights that no output
   * needs are left out.
   *
   * @param metadata recorded in the file, for example the hash of the recipe
   */
  toModel(outputs: Readonly<Record<string, Value>>, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const renames = Object.entries(outputs).map(([name, value]) => makeNode('Identity', [value.name], [name]));
    const nodes = withoutDeadCode([...this.nodes, ...renames], Object.keys(outputs));
    const used = new Set(nodes.flatMap((node) => node.input));
    return encodeModel({
      irVersion,
      producerName: 'mixstage',
      producerVersion: '',
      opsetImport: [{ domain: '', version: opsetVersion, unknown: [] }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value, unknown: [] })),
      unknown: [],
      graph: {
        name: 'mixstage',
        node: nodes,
        initializer: [...this.initializers.values()].filter((tensor) => used.has(tensor.name)),
        input: [...this.inputs.values()]
          .filter((value) => used.has(value.name))
          .map((value) => makeValueInfo(value.name, value.type, value.shape)),
        output: Object.entries(outputs).map(([name, value]) => makeValueInfo(name, value.type, value.shape)),
        valueInfo: [],
        unknown: [],
      },
    });
  }

  private store(name: string, data: ConstantData, shape: readonly number[]): Value {
    if (data.length !== elementCount(shape)) {
      throw new Internal(`${name} has ${data.length} numbers, but its shape is [${shape}].`);
    }
    const type = typeOf(data);
    this.initializers.set(name, makeTensor(name, type, [...shape], data));
    return this.makeValue(name, type, shape);
  }

  private shared(key: string, make: () => Value): Value {
    const known = this.scalars.get(key);
    if (known) return known;
    const value = make();
    this.scalars.set(key, value);
    return value;
  }

  private makeValue(name: string, type: DataTypeName, shape: Shape): Value {
    const value: Value = { graph: this, name, type, shape };
    for (const [axis, dim] of shape.entries()) {
      if (typeof dim === 'string' && !this.dimSources.has(dim)) this.dimSources.set(dim, { value, axis });
    }
    return value;
  }

  private freshName(stem: string): string {
    this.counter += 1;
    return `${stem}_${this.counter}`;
  }
}

function typeOf(data: ConstantData): DataTypeName {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Int8Array ? 'int8' : 'uint8';
}

/** The nodes that some wanted value depends on, in their order. Each value has one producer, so one walk back suffices. */
export function withoutDeadCode(nodes: readonly OnnxNode[], wanted: readonly string[]): OnnxNode[] {
  const needed = new Set(wanted);
  const kept: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.output.some((name) => needed.has(name))) continue;
    kept.push(node);
    for (const name of node.input) needed.add(name);
  }
  return kept.reverse();
}
