import { InvalidInput } from '@/lib/foundation/errors';
import { decodeMessage, encodeMessage, type Field, type Kind, type Message, type UnknownField } from './protobuf';

/**
 * ONNX files as typed objects: read a model, change it, write it back.
 *
 * The types follow onnx.proto (ONNX 1.16, ir_version 10); what they do not name is kept in `unknown` and written back.
 * Tensor bytes are views into the decoded file, so replace `rawData` instead of writing into it.
 */

/** Element types of a tensor by their number in TensorProto.DataType. */
export const dataTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;
export type DataTypeName = keyof typeof dataTypes;

/** The kinds of attribute by their number in AttributeProto.AttributeType. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
} as const;

type Extra = { unknown: UnknownField[] };

export type OnnxStringEntry = { key: string; value: string } & Extra;

export type OnnxTensorProto = {
  name: string;
  dims: number[];
  /** a number of `dataTypes` */
  dataType: number;
  /** little-endian elements; absent when one of the typed lists or external data holds them */
  rawData?: Uint8Array;
  floatData: number[];
  /** also holds int8, uint8, int16, bool and float16 bits */
  int32Data: number[];
  int64Data: bigint[];
  doubleData: number[];
  stringData: Uint8Array[];
  /** `location` (a path beside the model), `offset`, `length` when `dataLocation` is 1 */
  externalData: OnnxStringEntry[];
  /** 0 in the file, 1 external */
  dataLocation: number;
} & Extra;

export type OnnxAttribute = {
  name: string;
  /** a number of `attributeTypes` */
  type: number;
  f?: number;
  i?: bigint;
  s?: Uint8Array;
  t?: OnnxTensorProto;
  g?: OnnxGraph;
  floats: number[];
  ints: bigint[];
  strings: Uint8Array[];
  tensors: OnnxTensorProto[];
  graphs: OnnxGraph[];
} & Extra;

export type OnnxNode = {
  /** names of values; an empty name is an omitted optional input */
  input: string[];
  output: string[];
  name: string;
  opType: string;
  domain: string;
  attribute: OnnxAttribute[];
} & Extra;

/** One dimension: a fixed size, or the name of a size that is known at run time, or neither. */
export type OnnxDimension = { value?: number; param?: string } & Extra;
export type OnnxTensorType = { elemType: number; shape?: { dim: OnnxDimension[] } & Extra } & Extra;
export type OnnxValueInfo = { name: string; type?: { tensor?: OnnxTensorType } & Extra } & Extra;

export type OnnxGraph = {
  name: string;
  node: OnnxNode[];
  initializer: OnnxTensorProto[];
  input: OnnxValueInfo[];
  output: OnnxValueInfo[];
  valueInfo: OnnxValueInfo[];
} & Extra;

export type OnnxModel = {
  irVersion: number;
  producerName: string;
  producerVersion: string;
  opsetImport: ({ domain: string; version: number } & Extra)[];
  graph: OnnxGraph;
  metadataProps: OnnxStringEntry[];
} & Extra;

const one = (number: number, key: string, kind: Kind): Field => ({ number, key, kind, repeated: false });
const many = (number: number, key: string, kind: Kind): Field => ({ number, key, kind, repeated: true });
const text = (number: number, key: string): Field => ({ ...one(number, key, 'string'), fallback: '' });
const count = (number: number, key: string): Field => ({ ...one(number, key, 'int'), fallback: 0 });

/** Builds the table once, on first use; the detour lets a graph hold nodes whose attributes hold graphs. */
function message(name: string, build: () => Field[]): Message {
  let fields: Field[] | undefined;
  return {
    name,
    fields: () => {
      fields ??= build();
      return fields;
    },
  };
}

const entryMessage = message('StringStringEntryProto', () => [text(1, 'key'), text(2, 'value')]);
const opsetMessage = message('OperatorSetIdProto', () => [text(1, 'domain'), count(2, 'version')]);
const dimensionMessage = message('Dimension', () => [one(1, 'value', 'int'), one(2, 'param', 'string')]);
const shapeMessage = message('TensorShapeProto', () => [many(1, 'dim', dimensionMessage)]);
const tensorTypeMessage = message('TypeProto.Tensor', () => [count(1, 'elemType'), one(2, 'shape', shapeMessage)]);
const typeMessage = message('TypeProto', () => [one(1, 'tensor', tensorTypeMessage)]);
const valueInfoMessage = message('ValueInfoProto', () => [text(1, 'name'), one(2, 'type', typeMessage)]);

const tensorMessage = message('TensorProto', () => [
  many(1, 'dims', 'int'),
  count(2, 'dataType'),
  many(4, 'floatData', 'float'),
  many(5, 'int32Data', 'int'),
  many(6, 'stringData', 'bytes'),
  many(7, 'int64Data', 'bigint'),
  text(8, 'name'),
  one(9, 'rawData', 'bytes'),
  many(10, 'doubleData', 'double'),
  many(13, 'externalData', entryMessage),
  count(14, 'dataLocation'),
]);

const attributeMessage: Message = message('AttributeProto', () => [
  text(1, 'name'),
  one(2, 'f', 'float'),
  one(3, 'i', 'bigint'),
  one(4, 's', 'bytes'),
  one(5, 't', tensorMessage),
  one(6, 'g', graphMessage),
  many(7, 'floats', 'float'),
  many(8, 'ints', 'bigint'),
  many(9, 'strings', 'bytes'),
  many(10, 'tensors', tensorMessage),
  many(11, 'graphs', graphMessage),
  count(20, 'type'),
]);

const nodeMessage = message('NodeProto', () => [
  many(1, 'input', 'string'),
  many(2, 'output', 'string'),
  text(3, 'name'),
  text(4, 'opType'),
  many(5, 'attribute', attributeMessage),
  text(7, 'domain'),
]);

const graphMessage: Message = message('GraphProto', () => [
  many(1, 'node', nodeMessage),
  text(2, 'name'),
  many(5, 'initializer', tensorMessage),
  many(11, 'input', valueInfoMessage),
  many(12, 'output', valueInfoMessage),
  many(13, 'valueInfo', valueInfoMessage),
]);

const modelMessage = message('ModelProto', () => [
  count(1, 'irVersion'),
  text(2, 'producerName'),
  text(3, 'producerVersion'),
  one(7, 'graph', graphMessage),
  many(8, 'opsetImport', opsetMessage),
  many(14, 'metadataProps', entryMessage),
]);

/**
 * Reads an ONNX file.
 *
 * @param bytes the whole file; the result holds views into it
 * @throws {InvalidInput} if the bytes are not protobuf, are cut short, or hold no graph
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  // The tables above are the types above, field by field; this is the one place where the two meet.
  // A Buffer becomes a plain view first, because slices of the two classes differ (one copies, one does not).
  const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const model = decodeMessage(modelMessage, view) as unknown as OnnxModel;
  if (!model.graph)
    throw new InvalidInput('The file holds no ONNX graph. Choose an .onnx file exported by its framework.');
  return model;
}

/** Writes an ONNX file; `decodeModel` of the result equals the model. Numbers in lists are written packed. */
export function encodeModel(model: OnnxModel): Uint8Array {
  return encodeMessage(modelMessage, model);
}

const noExtra = (): Extra => ({ unknown: [] });

/** A node without attributes or domain; give `attribute` what the functions below build. */
export function makeNode(
  opType: string,
  input: string[],
  output: string[],
  attribute: OnnxAttribute[] = [],
  name = '',
): OnnxNode {
  return { opType, input, output, attribute, name, domain: '', ...noExtra() };
}

/** What an attribute may be given as: a bigint or a whole list of them is an integer, a number is a float. */
export type AttributeValue = number | bigint | string | readonly number[] | readonly bigint[];

/** An attribute of the type that the value has: number FLOAT, bigint INT, string STRING, lists likewise (empty: INTS). */
export function makeAttribute(name: string, value: AttributeValue): OnnxAttribute {
  const lists = { floats: [] as number[], ints: [] as bigint[], strings: [], tensors: [], graphs: [] };
  const base = { name, ...lists, ...noExtra() };
  if (typeof value === 'number') return { ...base, type: attributeTypes.float, f: value };
  if (typeof value === 'bigint') return { ...base, type: attributeTypes.int, i: value };
  if (typeof value === 'string') return { ...base, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  if (typeof value[0] === 'number') return { ...base, type: attributeTypes.floats, floats: value.map(Number) };
  return { ...base, type: attributeTypes.ints, ints: value.map(BigInt) };
}

/** The attribute of that name, or undefined. */
export const findAttribute = (node: OnnxNode, name: string): OnnxAttribute | undefined =>
  node.attribute.find((attribute) => attribute.name === name);

/** An integer attribute; `fallback` when the node does not have it. Beyond 53 bits the value is rounded. */
export function attributeInt(node: OnnxNode, name: string, fallback: number): number {
  const attribute = findAttribute(node, name);
  return attribute ? Number(attribute.i ?? 0n) : fallback;
}

/** A float attribute; `fallback` when the node does not have it. */
export function attributeFloat(node: OnnxNode, name: string, fallback: number): number {
  const attribute = findAttribute(node, name);
  return attribute ? (attribute.f ?? 0) : fallback;
}

/** A value description for graph inputs and outputs; strings are dimensions known at run time. */
export function makeValueInfo(
  name: string,
  dataType: DataTypeName,
  shape: readonly (number | string)[],
): OnnxValueInfo {
  const dim = shape.map(
    (size): OnnxDimension => ({
      ...(typeof size === 'number' ? { value: size } : { param: size }),
      ...noExtra(),
    }),
  );
  const tensor = { elemType: dataTypes[dataType], shape: { dim, ...noExtra() }, ...noExtra() };
  return { name, type: { tensor, ...noExtra() }, ...noExtra() };
}
