import { attributeInt, makeAttribute, makeNode, type OnnxModel } from '@/lib/nn/onnx-proto';
import { makeTensor } from '@/lib/nn/onnx-tensor';

/**
 * Lets a causal graph give the logits of two tokens instead of its whole vocabulary, in the order given: of a published
 * reranker that is 2 numbers a token instead of 151,669, and the last product shrinks likewise.
 *
 * The two columns are taken from the last weight where the output is made by one MatMul or Gemm, else from the output.
 * Changes the model in place.
 */
export function narrowCausalHead(model: OnnxModel, outputName: string, tokenIds: readonly [number, number]): void {
  const { graph } = model;
  const indices = 'mixstage_answer_ids';
  graph.initializer.push(makeTensor(indices, 'int64', [2], BigInt64Array.from(tokenIds, BigInt)));
  const maker = graph.node.find((node) => node.output.includes(outputName));
  const axis = maker?.opType === 'Gemm' && attributeInt(maker, 'transB', 0) === 1 ? 0 : 1;
  const weight = maker?.input[1];
  if (maker && weight !== undefined && maker.domain === '' && (maker.opType === 'MatMul' || maker.opType === 'Gemm')) {
    const position = graph.node.indexOf(maker);
    const chosen = 'mixstage_answer_weight';
    const gathers = [makeNode('Gather', [weight, indices], [chosen], [makeAttribute('axis', BigInt(axis))])];
    maker.input[1] = chosen;
    const bias = maker.opType === 'Gemm' ? maker.input[2] : undefined;
    if (bias) {
      gathers.push(makeNode('Gather', [bias, indices], ['mixstage_answer_bias'], [makeAttribute('axis', -1n)]));
      maker.input[2] = 'mixstage_answer_bias';
    }
    graph.node.splice(position, 0, ...gathers);
  } else if (maker) {
    const whole = 'mixstage_all_logits';
    maker.output = maker.output.map((name) => (name === outputName ? whole : name));
    for (const node of graph.node) node.input = node.input.map((name) => (name === outputName ? whole : name));
    graph.node.push(makeNode('Gather', [whole, indices], [outputName], [makeAttribute('axis', -1n)]));
  }
  const output = graph.output.find(({ name }) => name === outputName);
  const dimensions = output?.type?.tensor?.shape?.dim;
  dimensions?.splice(-1, 1, { value: 2, unknown: [] });
  // Notes on the shapes of values in between may no longer hold.
  graph.valueInfo = [];
}
