import { copyFile, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';
import {
  dataTypes,
  decodeModel,
  encodeModel,
  makeNode,
  type OnnxModel,
  type OnnxTensorProto,
} from '@/lib/nn/onnx-proto';
import { externalLocation, makeFloatTensor, readFloats } from '@/lib/nn/onnx-tensor';
import { findLinears, type LinearSite } from './adapters/find-linear';
import type { Adapter, LoraLayer } from './read-adapter';

/** The two graphs of a merge: the one to serve, and the one with the adapters beside their layers, to compare with. */
export type MergeFiles = {
  /** graph and data files of the base, relative to `baseDirectory` */
  modelFile: string;
  dataFiles: string[];
  baseDirectory: string;
  mergedDirectory: string;
  stackedDirectory: string;
};

/**
 * Merges adapters into the weights of a base, in their order: W + scale · B A for every layer, in float32.
 *
 * Writes the graph and its data files into both target folders; the base's folder is only read.
 *
 * @throws {InvalidInput} if a layer is not found, its shape differs, or its weight is not float32
 */
export async function mergeAdapters(files: MergeFiles, adapters: readonly Adapter[]): Promise<void> {
  const bytes = await readFile(path.join(files.baseDirectory, files.modelFile));
  const sitesOf = (model: OnnxModel) =>
    adapters.map((adapter) =>
      findLinears(
        model,
        adapter.layers.map(({ module }) => module),
      ),
    );
  for (const target of [files.mergedDirectory, files.stackedDirectory]) await copyModelFiles(files, target);

  const merged = decodeModel(bytes);
  const folder = path.dirname(path.join(files.mergedDirectory, files.modelFile));
  const allSites = sitesOf(merged);
  for (const [index, adapter] of adapters.entries()) {
    for (const [position, layer] of adapter.layers.entries()) {
      await mergeLayer(merged, folder, (allSites[index] as LinearSite[])[position] as LinearSite, layer);
    }
  }
  await writeFile(path.join(files.mergedDirectory, files.modelFile), encodeModel(merged));

  const stacked = decodeModel(bytes);
  sitesOf(stacked).forEach((sites, index) => {
    adapters[index]?.layers.forEach((layer, position) => {
      stackLayer(stacked, sites[position] as LinearSite, layer, `adapter_${index}_${position}`);
    });
  });
  await writeFile(path.join(files.stackedDirectory, files.modelFile), encodeModel(stacked));
}

async function copyModelFiles({ baseDirectory, modelFile, dataFiles }: MergeFiles, target: string): Promise<void> {
  for (const name of [modelFile, ...dataFiles]) {
    await mkdir(path.dirname(path.join(target, name)), { recursive: true });
    await copyFile(path.join(baseDirectory, name), path.join(target, name));
  }
}

/** PyTorch's sizes of the layer, from the graph's weight. */
function checkShape({ module, weight, layout }: LinearSite, { a, b }: LoraLayer): { inputs: number; outputs: number } {
  const [rows = 0, columns = 0] = weight.dims;
  const [inputs, outputs] = layout === 'in-out' ? [rows, columns] : [columns, rows];
  if (a.shape[1] !== inputs || b.shape[0] !== outputs) {
    throw new InvalidInput(
      `The adapter is for another base: ${module} maps ${a.shape[1]} to ${b.shape[0]} numbers there, ${inputs} to ${outputs} here.`,
    );
  }
  if (weight.dataType !== dataTypes.float32) {
    throw new InvalidInput('Adapters are merged into float32 weights only.', {
      hint: 'Import the base in float32, merge, and quantise the result.',
    });
  }
  return { inputs, outputs };
}

async function mergeLayer(model: OnnxModel, folder: string, site: LinearSite, layer: LoraLayer): Promise<void> {
  const { inputs, outputs } = checkShape(site, layer);
  const external = externalLocation(site.weight);
  if (!external) {
    const values = readFloats(site.weight);
    addProduct(values, layer, site.layout, inputs, outputs);
    setInlineFloats(site.weight, values);
    return;
  }
  refuseOverlap(model, site.weight);
  const handle = await open(path.join(folder, external.location), 'r+');
  try {
    const raw = new Uint8Array(inputs * outputs * 4);
    const { bytesRead } = await handle.read(raw, 0, raw.length, external.offsetBytes);
    if (bytesRead !== raw.length) throw new InvalidInput(`The data file ${external.location} is cut short.`);
    const values = readFloats(site.weight, raw);
    addProduct(values, layer, site.layout, inputs, outputs);
    await handle.write(new Uint8Array(values.buffer), 0, raw.length, external.offsetBytes);
  } finally {
    await handle.close();
  }
}

function setInlineFloats(weight: OnnxTensorProto, values: Float32Array): void {
  const { rawData } = makeFloatTensor(weight.name, weight.dims, values);
  Object.assign(weight, { rawData, floatData: [] });
}

/** Exporters may let equal tensors share a range of the data file; then one cannot change without the other. */
function refuseOverlap(model: OnnxModel, weight: OnnxTensorProto): void {
  const own = externalLocation(weight);
  for (const other of model.graph.initializer) {
    const range = other === weight ? undefined : externalLocation(other);
    if (!own || range?.location !== own.location) continue;
    const ownEnd = own.offsetBytes + (own.lengthBytes ?? 0);
    const otherEnd = range.offsetBytes + (range.lengthBytes ?? 0);
    if (range.offsetBytes < ownEnd && own.offsetBytes < otherEnd) {
      throw new InvalidInput('Two weights of the base share the same bytes, so an adapter cannot be merged into one.');
    }
  }
}

/** W += scale · B A, in float64 per element and rounded once, in the layout the weight has. */
function addProduct(
  weight: Float32Array,
  { a, b, rank, scale }: LoraLayer,
  layout: LinearSite['layout'],
  inputs: number,
  outputs: number,
): void {
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += (b.data[o * rank + r] as number) * (a.data[r * inputs + i] as number);
      const at = layout === 'in-out' ? i * outputs + o : o * inputs + i;
      weight[at] = (weight[at] as number) + scale * sum;
    }
  }
}

/** y = x W becomes y = x W + (x Aᵀ) (scale Bᵀ), before the bias is added. */
function stackLayer(model: OnnxModel, site: LinearSite, layer: LoraLayer, name: string): void {
  const { inputs, outputs } = checkShape(site, layer);
  const { rank, scale } = layer;
  const down = new Float32Array(inputs * rank);
  const up = new Float32Array(rank * outputs);
  for (let r = 0; r < rank; r++) {
    for (let i = 0; i < inputs; i++) down[i * rank + r] = layer.a.data[r * inputs + i] as number;
    for (let o = 0; o < outputs; o++) up[r * outputs + o] = scale * (layer.b.data[o * rank + r] as number);
  }
  model.graph.initializer.push(
    makeFloatTensor(`${name}_down`, [inputs, rank], down),
    makeFloatTensor(`${name}_up`, [rank, outputs], up),
  );
  const input = site.node.input[0] ?? '';
  const output = site.node.output[0] ?? '';
  const plain = `${name}_plain`;
  site.node.output = [plain];
  const position = model.graph.node.indexOf(site.node);
  model.graph.node.splice(
    position + 1,
    0,
    makeNode('MatMul', [input, `${name}_down`], [`${name}_low`]),
    makeNode('MatMul', [`${name}_low`, `${name}_up`], [`${name}_correction`]),
    makeNode('Add', [plain, `${name}_correction`], [output]),
  );
}
