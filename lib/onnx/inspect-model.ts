import { InvalidInput } from '@/lib/foundation/errors';
import { type Decoded, decodeMessage, type Field, type Kind, type Message } from '@/lib/nn/protobuf';

/** What decides whether an ONNX file may be loaded at all, read from its bytes without running or loading it. */
export type ModelFacts = {
  /** files that tensors anywhere in the model (initializers, attributes, subgraphs, functions) say they live in */
  externalLocations: string[];
  /** every operator, as `MatMul` or `com.microsoft.QAttention`; local functions of the file are left out */
  operators: string[];
  /** highest version of the default operator set */
  opset: number;
};

const field = (number: number, key: string, kind: Kind, isRepeated = false): Field => ({
  number,
  key,
  kind,
  repeated: isRepeated,
});
const message = (name: string, fields: () => Field[]): Message => ({ name, fields });

const entry = message('StringStringEntryProto', () => [field(1, 'key', 'string'), field(2, 'value', 'string')]);
const tensor = message('TensorProto', () => [
  field(8, 'name', 'string'),
  field(13, 'externalData', entry, true),
  field(14, 'dataLocation', 'int'),
]);
const sparseTensor = message('SparseTensorProto', () => [field(1, 'values', tensor), field(2, 'indices', tensor)]);
const attribute: Message = message('AttributeProto', () => [
  field(5, 't', tensor),
  field(6, 'g', graph),
  field(10, 'tensors', tensor, true),
  field(11, 'graphs', graph, true),
  field(22, 'sparseTensor', sparseTensor),
  field(23, 'sparseTensors', sparseTensor, true),
]);
const node = message('NodeProto', () => [
  field(4, 'opType', 'string'),
  field(5, 'attribute', attribute, true),
  field(7, 'domain', 'string'),
]);
const graph: Message = message('GraphProto', () => [
  field(1, 'node', node, true),
  field(5, 'initializer', tensor, true),
  field(15, 'sparseInitializer', sparseTensor, true),
]);
const modelFunction = message('FunctionProto', () => [
  field(1, 'name', 'string'),
  field(7, 'node', node, true),
  field(10, 'domain', 'string'),
  field(11, 'attributeProto', attribute, true),
]);
const training = message('TrainingInfoProto', () => [field(1, 'initialization', graph), field(2, 'algorithm', graph)]);
const opset = message('OperatorSetIdProto', () => [field(1, 'domain', 'string'), field(2, 'version', 'int')]);
const model = message('ModelProto', () => [
  field(7, 'graph', graph),
  field(8, 'opsetImport', opset, true),
  field(20, 'trainingInfo', training, true),
  field(25, 'functions', modelFunction, true),
]);

const list = (value: unknown): Decoded[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as Decoded[]) : [value as Decoded];
};

/**
 * Reads the facts of an ONNX file that its safety hangs on, from everywhere onnx.proto allows a tensor or a node.
 *
 * A tensor counts as external when it names a location or is marked external: runtimes differ in which of the two they
 * believe. Tensor bytes are skipped, so a gigabyte takes milliseconds.
 *
 * @throws {InvalidInput} if the bytes are not an ONNX model or are cut short
 */
export function inspectModel(bytes: Uint8Array): ModelFacts {
  const root = decodeMessage(model, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!root.graph)
    throw new InvalidInput('The file holds no ONNX graph. Choose an .onnx file exported by its framework.');
  const locations = new Set<string>();
  const operators = new Set<string>();
  const functions = list(root.functions);
  const local = new Set(functions.map(({ domain, name }) => operatorName(domain, name)));

  const visitTensor = (held: Decoded) => {
    if (held.dataLocation !== 1 && list(held.externalData).length === 0) return;
    const location = list(held.externalData).find(({ key }) => key === 'location')?.value;
    locations.add(typeof location === 'string' ? location : '');
  };
  const visitSparse = (held: Decoded) => {
    for (const part of [...list(held.values), ...list(held.indices)]) visitTensor(part);
  };
  const visitAttribute = (held: Decoded) => {
    for (const part of [...list(held.t), ...list(held.tensors)]) visitTensor(part);
    for (const part of [...list(held.sparseTensor), ...list(held.sparseTensors)]) visitSparse(part);
    for (const part of [...list(held.g), ...list(held.graphs)]) visitGraph(part);
  };
  const visitNode = (held: Decoded) => {
    const name = operatorName(held.domain, held.opType);
    if (!local.has(name)) operators.add(name);
    for (const part of list(held.attribute)) visitAttribute(part);
  };
  const visitGraph = (held: Decoded) => {
    for (const part of list(held.node)) visitNode(part);
    for (const part of list(held.initializer)) visitTensor(part);
    for (const part of list(held.sparseInitializer)) visitSparse(part);
  };

  visitGraph(root.graph as Decoded);
  for (const held of functions) {
    for (const part of list(held.node)) visitNode(part);
    for (const part of list(held.attributeProto)) visitAttribute(part);
  }
  for (const held of list(root.trainingInfo)) {
    for (const part of [...list(held.initialization), ...list(held.algorithm)]) visitGraph(part);
  }
  const versions = list(root.opsetImport).filter(({ domain }) => !domain || domain === 'ai.onnx');
  return {
    externalLocations: [...locations],
    operators: [...operators],
    opset: Math.max(0, ...versions.map(({ version }) => Number(version ?? 0))),
  };
}

const operatorName = (domain: unknown, name: unknown): string =>
  !domain || domain === 'ai.onnx' ? String(name ?? '') : `${String(domain)}.${String(name ?? '')}`;
