import { makeAttribute, makeNode, makeValueInfo, type OnnxGraph, type OnnxModel } from '@/lib/nn/onnx-proto';
import { makeFloatTensor, makeTensor } from '@/lib/nn/onnx-tensor';

/** A model of opset 17 around a graph; what is not given is empty. */
export function tinyModel(graph: Partial<OnnxGraph> & Pick<OnnxGraph, 'node' | 'input' | 'output'>): OnnxModel {
  return {
    irVersion: 8,
    producerName: 'mixstage-test',
    producerVersion: '',
    opsetImport: [{ domain: '', version: 17, unknown: [] }],
    graph: { name: 'test', initializer: [], valueInfo: [], unknown: [], ...graph },
    metadataProps: [],
    unknown: [],
  };
}

/** y = x · w, with x [n, 2] and w = [[1, 2], [3, 4]]. */
export function productModel(): OnnxModel {
  return tinyModel({
    node: [makeNode('MatMul', ['x', 'w'], ['y'])],
    initializer: [makeFloatTensor('w', [2, 2], Float32Array.of(1, 2, 3, 4))],
    input: [makeValueInfo('x', 'float32', ['n', 2])],
    output: [makeValueInfo('y', 'float32', ['n', 2])],
  });
}

/** The same, with w said to lie in a file. */
export function externalModel(location: string): OnnxModel {
  const model = productModel();
  const weight = model.graph.initializer[0];
  if (!weight) throw new Error('the model has one weight');
  weight.rawData = undefined;
  weight.dataLocation = 1;
  weight.externalData = [{ key: 'location', value: location, unknown: [] }];
  return model;
}

/** y = x after so many turns of a Loop: 2^62 of them never end. */
export function loopingModel(turns: bigint): OnnxModel {
  const body: OnnxGraph = {
    name: 'body',
    node: [makeNode('Identity', ['condition_in'], ['condition_out']), makeNode('Identity', ['v_in'], ['v_out'])],
    initializer: [],
    input: [
      makeValueInfo('turn', 'int64', []),
      makeValueInfo('condition_in', 'bool', []),
      makeValueInfo('v_in', 'float32', ['n', 2]),
    ],
    output: [makeValueInfo('condition_out', 'bool', []), makeValueInfo('v_out', 'float32', ['n', 2])],
    valueInfo: [],
    unknown: [],
  };
  const attribute = { ...makeAttribute('body', 0n), type: 5, i: undefined, g: body };
  return tinyModel({
    node: [makeNode('Loop', ['turns', 'yes', 'x'], ['y'], [attribute])],
    initializer: [
      makeTensor('turns', 'int64', [], BigInt64Array.of(turns)),
      makeTensor('yes', 'bool', [], Uint8Array.of(1)),
    ],
    input: [makeValueInfo('x', 'float32', ['n', 2])],
    output: [makeValueInfo('y', 'float32', ['n', 2])],
  });
}
