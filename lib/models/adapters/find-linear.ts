import { InvalidInput } from '@/lib/foundation/errors';
import { attributeFloat, attributeInt, type OnnxModel, type OnnxNode, type OnnxTensorProto } from '@/lib/nn/onnx-proto';
import { decodeMessage, type Message } from '@/lib/nn/protobuf';

/** Where a linear layer of PyTorch stands in an exported graph. */
export type LinearSite = {
  module: string;
  weight: OnnxTensorProto;
  /** how the weight lies: [in, out] as MatMul takes it, or [out, in] as PyTorch keeps it */
  layout: 'in-out' | 'out-in';
  /** the MatMul or Gemm */
  node: OnnxNode;
};

type Candidate = Omit<LinearSite, 'module'> & { names: string[] };

/**
 * Finds linear layers by their PyTorch names.
 *
 * Exporters fold the transposition into the weight and then call it `onnx::MatMul_362` or `val_49`, so the name is taken
 * from whatever still carries it: the weight itself, the node, the exporter's scope notes, or the bias in the Add behind.
 *
 * @throws {InvalidInput} naming the modules that are not there, are there more than once, or share their weight
 */
export function findLinears(model: OnnxModel, modules: readonly string[]): LinearSite[] {
  const candidates = listCandidates(model);
  const missing: string[] = [];
  const sites = modules.map((module): LinearSite | undefined => {
    const found = candidates.filter(({ names }) => names.some((name) => isSameModule(name, module)));
    const [first] = found;
    if (!first) {
      missing.push(module);
      return undefined;
    }
    const { names: _, ...site } = first;
    if (found.length > 1) {
      throw new InvalidInput(`The base has ${found.length} layers that could be ${module}.`);
    }
    return { module, ...site };
  });
  if (missing.length > 0) {
    const shown = missing.slice(0, 3).join(', ');
    throw new InvalidInput(
      `The base has no linear layer for ${missing.length} of ${modules.length} modules of the adapter: ${shown}${missing.length > 3 ? ', ...' : ''}.`,
      { hint: 'The adapter belongs to another base, or the exporter dropped the names of layers.' },
    );
  }
  const known = sites.filter((site) => site !== undefined);
  refuseShared(model, known);
  return known;
}

/** `bert.encoder.layer.0.x` in a graph is `encoder.layer.0.x` of an adapter, and the other way round. */
function isSameModule(name: string, module: string): boolean {
  return name === module || name.endsWith(`.${module}`) || (module.endsWith(`.${name}`) && /\.\d+\./.test(name));
}

function listCandidates(model: OnnxModel): Candidate[] {
  const { node: nodes, initializer } = model.graph;
  const weights = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  const makers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const name of node.input) consumers.set(name, [...(consumers.get(name) ?? []), node]);
  }
  const candidates: Candidate[] = [];
  for (const node of nodes) {
    if (node.domain !== '' || (node.opType !== 'MatMul' && node.opType !== 'Gemm')) continue;
    const found = weightOf(node, weights, makers);
    if (found?.weight.dims.length !== 2) continue;
    const names = namesOf(node, found.weight, weights, consumers);
    candidates.push({ ...found, node, names });
  }
  return candidates;
}

/** The weight behind the second input, through at most one Transpose and any number of copies. */
function weightOf(
  node: OnnxNode,
  weights: ReadonlyMap<string, OnnxTensorProto>,
  makers: ReadonlyMap<string, OnnxNode>,
) {
  let isTransposed = node.opType === 'Gemm' && attributeInt(node, 'transB', 0) === 1;
  if (node.opType === 'Gemm' && (attributeInt(node, 'transA', 0) !== 0 || attributeFloat(node, 'alpha', 1) !== 1)) {
    return undefined;
  }
  let name = node.input[1];
  for (let steps = 0; name !== undefined && steps < 4; steps++) {
    const weight = weights.get(name);
    if (weight) return { weight, layout: isTransposed ? ('out-in' as const) : ('in-out' as const) };
    const maker = makers.get(name);
    if (!maker || (maker.opType !== 'Transpose' && maker.opType !== 'Identity')) return undefined;
    if (maker.opType === 'Transpose') isTransposed = !isTransposed;
    name = maker.input[0];
  }
  return undefined;
}

function namesOf(
  node: OnnxNode,
  weight: OnnxTensorProto,
  weights: ReadonlyMap<string, OnnxTensorProto>,
  consumers: ReadonlyMap<string, readonly OnnxNode[]>,
): string[] {
  const names: string[] = [];
  if (weight.name.endsWith('.weight')) names.push(weight.name.slice(0, -'.weight'.length));
  // "/encoder/layer.0/attention/self/query/MatMul": scopes by slashes, with the operator last.
  const scopes = node.name.split('/').filter(Boolean);
  if (scopes.length > 1) names.push(scopes.slice(0, -1).join('.'));
  names.push(...scopeNotes(node));
  const biases = node.opType === 'Gemm' ? [node.input[2]] : addedTo(node.output[0], consumers);
  for (const bias of biases) {
    if (bias !== undefined && weights.has(bias) && bias.endsWith('.bias')) names.push(bias.slice(0, -'.bias'.length));
  }
  return names;
}

const addedTo = (output: string | undefined, consumers: ReadonlyMap<string, readonly OnnxNode[]>) =>
  (consumers.get(output ?? '') ?? []).filter(({ opType }) => opType === 'Add').flatMap(({ input }) => input);

const noteMessage: Message = {
  name: 'StringStringEntryProto',
  fields: () => [
    { number: 1, key: 'key', kind: 'string', repeated: false },
    { number: 2, key: 'value', kind: 'string', repeated: false },
  ],
};
/** Field 9 of NodeProto: notes of the exporter; PyTorch writes the modules it was in, outermost first. */
const notesField = 9;

function scopeNotes({ unknown }: OnnxNode): string[] {
  for (const { number, value } of unknown) {
    if (number !== notesField || !(value instanceof Uint8Array)) continue;
    const note = decodeMessage(noteMessage, value);
    if (note.key !== 'pkg.torch.onnx.name_scopes' || typeof note.value !== 'string') continue;
    const scopes = [...note.value.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
    return scopes.slice(-2).filter((scope) => scope.includes('.'));
  }
  return [];
}

/** Two layers on one tensor (or one range of a data file) cannot be changed one without the other. */
function refuseShared(model: OnnxModel, sites: readonly LinearSite[]): void {
  const uses = new Map<string, number>();
  for (const node of model.graph.node) for (const name of node.input) uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const { module, weight } of sites) {
    if ((uses.get(weight.name) ?? 0) > 1) {
      throw new InvalidInput(
        `The weight of ${module} is used in several places of the base, so it cannot be merged into.`,
      );
    }
  }
}
