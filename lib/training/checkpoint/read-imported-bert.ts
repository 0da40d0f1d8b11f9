import { InvalidInput } from '@/lib/foundation/errors';
import { decodeModel, type OnnxGraph, type OnnxNode, type OnnxTensorProto } from '@/lib/nn/onnx-proto';
import { externalLocation, readFloats } from '@/lib/nn/onnx-tensor';
import type { Weights } from '@/lib/nn/parameters';
import type { TransformerShape } from '../embedder/transformer-encoder';

/** An imported BERT-style encoder, under the names and in the layout of our own layers. */
export type ImportedBert = { shape: TransformerShape; weights: Weights };

type BertConfig = {
  model_type?: string;
  hidden_size?: number;
  num_hidden_layers?: number;
  num_attention_heads?: number;
  intermediate_size?: number;
  hidden_act?: string;
  layer_norm_eps?: number;
  vocab_size?: number;
  max_position_embeddings?: number;
  type_vocab_size?: number;
};

/**
 * Reads the weights of a Hugging Face BERT export out of its ONNX graph.
 *
 * Exporters keep the names of biases, tables and norms, but store matrices under made-up names, transposed to [in, out].
 * The matrix of a layer is found through its bias: the bias is added to a product, and the product's other factor is it.
 *
 * @param files contents by file name: config.json, the graph, external data beside it, 1_Pooling/config.json if present
 * @throws {InvalidInput} naming what is missing or why the architecture is not supported
 */
export function readImportedBert(files: ReadonlyMap<string, Uint8Array>, graphFile = 'model.onnx'): ImportedBert {
  const config = parseJson<BertConfig>(files, 'config.json');
  const bytes = files.get(graphFile);
  if (!bytes) throw new InvalidInput(`The checkpoint has no ${graphFile}.`);
  if (config.model_type !== 'bert') {
    throw new InvalidInput(`Adapters can be trained on BERT encoders; this model is of type ${config.model_type}.`);
  }
  const activation = config.hidden_act ?? 'gelu';
  if (activation !== 'gelu' && activation !== 'relu') {
    throw new InvalidInput(`The activation ${activation} is not supported; only gelu and relu are.`);
  }
  const shape: TransformerShape = {
    width: required(config, 'hidden_size'),
    layers: required(config, 'num_hidden_layers'),
    heads: required(config, 'num_attention_heads'),
    innerWidth: required(config, 'intermediate_size'),
    vocabulary: required(config, 'vocab_size'),
    positions: required(config, 'max_position_embeddings'),
    segments: config.type_vocab_size ?? 2,
    activation,
    normEpsilon: config.layer_norm_eps ?? 1e-12,
    pooling: poolingOf(files),
  };
  return { shape, weights: new BertReader(decodeModel(bytes).graph, files, graphFile).read(shape) };
}

function required(config: BertConfig, key: keyof BertConfig): number {
  const value = config[key];
  if (typeof value !== 'number') throw new InvalidInput(`config.json does not tell ${key}.`);
  return value;
}

function parseJson<T>(files: ReadonlyMap<string, Uint8Array>, name: string): T {
  const bytes = files.get(name);
  if (!bytes) throw new InvalidInput(`The checkpoint has no ${name}.`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (cause) {
    throw new InvalidInput(`${name} is not valid JSON.`, {}, { cause });
  }
}

function poolingOf(files: ReadonlyMap<string, Uint8Array>): 'mean' | 'first' {
  if (!files.has('1_Pooling/config.json')) return 'mean';
  const pooling = parseJson<Record<string, unknown>>(files, '1_Pooling/config.json');
  if (pooling.pooling_mode_cls_token === true) return 'first';
  if (pooling.pooling_mode_mean_tokens !== false) return 'mean';
  throw new InvalidInput('Adapters can be trained on encoders with mean or first-token pooling only.');
}

/** Our layer names by the exporter's, `N` standing for the number of the layer. */
const linearLayers = [
  ['attention.self.query', 'attention.query'],
  ['attention.self.key', 'attention.key'],
  ['attention.self.value', 'attention.value'],
  ['attention.output.dense', 'attention.output'],
  ['intermediate.dense', 'inner'],
  ['output.dense', 'outer'],
] as const;
const normLayers = [
  ['attention.output.LayerNorm', 'attention_norm'],
  ['output.LayerNorm', 'norm'],
] as const;
const tables = [
  ['word_embeddings', 'words'],
  ['position_embeddings', 'positions'],
  ['token_type_embeddings', 'segments'],
] as const;

class BertReader {
  private readonly tensors: Map<string, OnnxTensorProto>;

  constructor(
    private readonly graph: OnnxGraph,
    private readonly files: ReadonlyMap<string, Uint8Array>,
    private readonly graphFile: string,
  ) {
    this.tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  }

  read({ layers, width, innerWidth }: TransformerShape): Weights {
    const weights: Weights = new Map();
    for (const [theirs, ours] of tables) weights.set(`${ours}.weight`, this.floats(`embeddings.${theirs}.weight`));
    this.readNorm(weights, 'embeddings.LayerNorm', 'input_norm');
    for (let layer = 0; layer < layers; layer++) {
      for (const [theirs, ours] of normLayers)
        this.readNorm(weights, `encoder.layer.${layer}.${theirs}`, `layer.${layer}.${ours}`);
      for (const [theirs, ours] of linearLayers) {
        const inputs = ours === 'outer' ? innerWidth : width;
        const outputs = ours === 'inner' ? innerWidth : width;
        const bias = this.tensor(`encoder.layer.${layer}.${theirs}.bias`);
        weights.set(`layer.${layer}.${ours}.bias`, this.numbers(bias));
        weights.set(`layer.${layer}.${ours}.weight`, this.matrixBeside(bias, inputs, outputs));
      }
    }
    return weights;
  }

  private readNorm(weights: Weights, theirs: string, ours: string): void {
    weights.set(`${ours}.weight`, this.floats(`${theirs}.weight`));
    weights.set(`${ours}.bias`, this.floats(`${theirs}.bias`));
  }

  /** Wrappers put prefixes such as `bert.` or `0.auto_model.` before every name. */
  private tensor(name: string): OnnxTensorProto {
    const exact = this.tensors.get(name);
    if (exact) return exact;
    for (const [key, tensor] of this.tensors) if (key.endsWith(`.${name}`)) return tensor;
    throw new InvalidInput(`The graph has no weight named ${name}; it may be optimised or quantised.`, {
      hint: 'Import the plain float export of the model to train adapters on it.',
    });
  }

  private floats(name: string): Float32Array {
    return this.numbers(this.tensor(name));
  }

  private numbers(tensor: OnnxTensorProto): Float32Array {
    const location = externalLocation(tensor);
    if (!location) return readFloats(tensor);
    const folder = this.graphFile.includes('/') ? this.graphFile.replace(/[^/]*$/, '') : '';
    const bytes = this.files.get(`${folder}${location.location}`);
    if (!bytes) throw new InvalidInput(`The weights file ${location.location} is missing.`);
    const end = location.lengthBytes === undefined ? undefined : location.offsetBytes + location.lengthBytes;
    return readFloats(tensor, bytes.subarray(location.offsetBytes, end));
  }

  private matrixBeside(bias: OnnxTensorProto, inputs: number, outputs: number): Float32Array {
    const node = this.graph.node.find(({ input }) => input.includes(bias.name));
    const product = node?.opType === 'Gemm' ? node : this.producerOf(node?.input.find((name) => name !== bias.name));
    const name = product?.input.find((input) => this.tensors.get(input)?.dims.length === 2);
    const tensor = name === undefined ? undefined : this.tensors.get(name);
    if (!product || !tensor) throw new InvalidInput(`No matrix product belongs to the bias ${bias.name}.`);
    const isTransposed = product.attribute.some((attribute) => attribute.name === 'transB' && attribute.i === 1n);
    const [rows, columns] = isTransposed ? [outputs, inputs] : [inputs, outputs];
    if (tensor.dims[0] !== rows || tensor.dims[1] !== columns) {
      throw new InvalidInput(`The matrix beside ${bias.name} is [${tensor.dims}], not [${rows}, ${columns}].`);
    }
    const numbers = this.numbers(tensor);
    if (!isTransposed) return numbers;
    return Float32Array.from({ length: numbers.length }, (_, i) => {
      return numbers[(i % outputs) * inputs + Math.floor(i / outputs)] as number;
    });
  }

  private producerOf(name: string | undefined): OnnxNode | undefined {
    return name === undefined ? undefined : this.graph.node.find(({ output }) => output.includes(name));
  }
}
