import {
  dataTypes,
  encodeModel,
  makeAttribute,
  makeNode,
  makeValueInfo,
  type OnnxTensorProto,
} from '@/lib/nn/onnx-proto';

/**
 * The graph that searches an index for many queries at once, as ONNX bytes: one matrix product, then the best k of each
 * row. It reads `vectors.f32` beside it, so it is a few hundred bytes however large the index is.
 *
 * queries [q, dimension] float32, k [1] int64 -> scores [q, k], ordinals [q, k] int64, mean [q], variance [q] of all scores.
 * Among equal scores TopK gives the lower index first, which is corpus order.
 */
export function searchGraph(documents: number, dimension: number): Uint8Array {
  const vectors: OnnxTensorProto = {
    name: 'vectors',
    dims: [documents, dimension],
    dataType: dataTypes.float32,
    floatData: [],
    int32Data: [],
    int64Data: [],
    doubleData: [],
    stringData: [],
    externalData: [
      { key: 'location', value: 'vectors.f32', unknown: [] },
      { key: 'offset', value: '0', unknown: [] },
      { key: 'length', value: String(4 * documents * dimension), unknown: [] },
    ],
    dataLocation: 1,
    unknown: [],
  };
  const overDocuments = (keepDimensions: bigint) => [
    makeAttribute('axes', [1n]),
    makeAttribute('keepdims', keepDimensions),
  ];
  return encodeModel({
    irVersion: 8,
    producerName: 'mixstage',
    producerVersion: '1',
    opsetImport: [{ domain: '', version: 13, unknown: [] }],
    graph: {
      name: 'search',
      node: [
        makeNode('Gemm', ['queries', 'vectors'], ['all'], [makeAttribute('transB', 1n)]),
        makeNode('TopK', ['all', 'k'], ['scores', 'ordinals'], [makeAttribute('axis', 1n)]),
        makeNode('ReduceMean', ['all'], ['rowMean'], overDocuments(1n)),
        makeNode('Sub', ['all', 'rowMean'], ['centred']),
        makeNode('Mul', ['centred', 'centred'], ['squares']),
        makeNode('ReduceMean', ['squares'], ['variance'], overDocuments(0n)),
        makeNode('ReduceMean', ['all'], ['mean'], overDocuments(0n)),
      ],
      initializer: [vectors],
      input: [makeValueInfo('queries', 'float32', ['q', dimension]), makeValueInfo('k', 'int64', [1])],
      output: [
        makeValueInfo('scores', 'float32', ['q', 'depth']),
        makeValueInfo('ordinals', 'int64', ['q', 'depth']),
        makeValueInfo('mean', 'float32', ['q']),
        makeValueInfo('variance', 'float32', ['q']),
      ],
      valueInfo: [],
      unknown: [],
    },
    metadataProps: [],
    unknown: [],
  });
}
