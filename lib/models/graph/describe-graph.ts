import { InvalidInput } from '@/lib/foundation/errors';
import { dataTypes, decodeModel, type OnnxModel, type OnnxNode, type OnnxValueInfo } from '@/lib/nn/onnx-proto';
import { elementCount } from '@/lib/nn/onnx-tensor';
import { inspectModel, type ModelFacts } from '@/lib/onnx/inspect-model';
import type { Precision } from '../checkpoint-config';

export type GraphValue = {
  name: string;
  /** a number of `dataTypes` */
  dataType: number;
  /** undefined when the file does not say; a dimension that is known at run time is its name */
  shape?: (number | string)[];
};

/** What can be learned from an ONNX file without running it. */
export type GraphDescription = ModelFacts & {
  inputs: GraphValue[];
  outputs: GraphValue[];
  precision: Precision;
  runsOneByOne: boolean;
  /** rows of the table that `input_ids` looks into; undefined when the graph hides it */
  embeddingRows?: number;
};

/** These measure their input while running: over the whole batch, so a score depends on its neighbours. */
const batchDependent = [
  'DynamicQuantizeLinear',
  'com.microsoft.DynamicQuantizeMatMul',
  'com.microsoft.DynamicQuantizeLSTM',
  'com.microsoft.QAttention',
];
const int8Operators = [
  ...batchDependent,
  'MatMulInteger',
  'ConvInteger',
  'QLinearMatMul',
  'QuantizeLinear',
  'com.microsoft.MatMulIntegerToFloat',
  'com.microsoft.QGemm',
  'com.microsoft.QEmbedLayerNormalization',
];
/** Operators outside the standard that our runtime brings. Anything else would need code that is not in the file. */
const knownDomains = ['com.microsoft.', 'ai.onnx.ml.'];

const sizeLimitBytes = 2 ** 31 - 1;

/**
 * Reads a graph's inputs, outputs and kind.
 *
 * @throws {InvalidInput} if the bytes are no ONNX model, or it needs operators of its own
 */
export function describeGraph(bytes: Uint8Array): GraphDescription {
  if (bytes.length > sizeLimitBytes) throw new InvalidInput('A graph file larger than 2 GB is no ONNX model.');
  const facts = inspectModel(bytes);
  const foreign = facts.operators.filter((name) => name.includes('.') && !knownDomains.some((d) => name.startsWith(d)));
  if (foreign.length > 0) {
    throw new InvalidInput(`The graph uses operators that only its author has: ${foreign.slice(0, 5).join(', ')}.`, {
      hint: 'Export the model again with standard ONNX operators.',
    });
  }
  const model = decodeModel(bytes);
  const weights = new Set(model.graph.initializer.map(({ name }) => name));
  const outputs = model.graph.output.map(toGraphValue);
  return {
    ...facts,
    // Old exporters list the weights among the inputs.
    inputs: model.graph.input.filter(({ name }) => !weights.has(name)).map(toGraphValue),
    outputs,
    precision: precisionOf(facts.operators, model),
    runsOneByOne: facts.operators.some((name) => batchDependent.includes(name)),
    embeddingRows: findEmbeddingRows(model),
  };
}

function toGraphValue({ name, type }: OnnxValueInfo): GraphValue {
  const tensor = type?.tensor;
  const shape = tensor?.shape?.dim.map(({ value, param }) => value ?? param ?? '');
  return { name, dataType: tensor?.elemType ?? 0, ...(shape ? { shape } : {}) };
}

function precisionOf(operators: readonly string[], model: OnnxModel): Precision {
  if (operators.includes('com.microsoft.MatMulNBits')) return 'int4';
  if (operators.some((name) => int8Operators.includes(name))) return 'int8';
  // The type that most numbers of the weights have.
  const counts = new Map<number, number>();
  for (const { dims, dataType } of model.graph.initializer) {
    if (dims.length >= 2) counts.set(dataType, (counts.get(dataType) ?? 0) + elementCount(dims));
  }
  const [common] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [dataTypes.float32];
  if (common === dataTypes.int8 || common === dataTypes.uint8) return 'int8';
  return common === dataTypes.float16 || common === dataTypes.bfloat16 ? 'fp16' : 'fp32';
}

/** Operators that hand ids or a table on without changing how many rows it has. */
const passing = ['Cast', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze', 'DequantizeLinear'];

/** The table that `input_ids` selects rows from: the `Gather` whose indices come from there, whatever lies between. */
function findEmbeddingRows(model: OnnxModel): number | undefined {
  const nodes = model.graph.node;
  const makers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const weights = new Map(model.graph.initializer.map((tensor) => [tensor.name, tensor.dims]));
  const source = (name: string | undefined): string | undefined => {
    let current = name;
    for (let steps = 0; current !== undefined && steps < 16; steps++) {
      const maker: OnnxNode | undefined = makers.get(current);
      if (!maker || !passing.includes(maker.opType)) return current;
      current = maker.input[0];
    }
    return undefined;
  };
  const rows = nodes
    .filter(({ opType, input }) => opType === 'Gather' && source(input[1]) === 'input_ids')
    .map(({ input }) => weights.get(source(input[0]) ?? ''))
    .filter((dims) => dims?.length === 2)
    .map((dims) => dims?.[0] ?? 0);
  return rows.length > 0 ? Math.min(...rows) : undefined;
}
