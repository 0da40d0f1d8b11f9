import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { seededRandom } from '@/lib/foundation/random';
import { dataTypes, decodeModel, encodeModel } from '@/lib/nn/onnx-proto';
import { makeFloatTensor, readFloats } from '@/lib/nn/onnx-tensor';

/** Weights with fewer numbers are biases and norms, which a later training stage hardly moves. */
const leastWeights = 1_000;

/**
 * A copy of a model whose weight matrices carry noise: what another training stage would be to a grid, a checkpoint of
 * the same size that finds other documents.
 *
 * @param noise standard deviation of the noise as a share of each matrix's own
 */
export async function writeVariant(folder: string, target: string, noise: number, seed: number): Promise<void> {
  await cp(folder, target, { recursive: true });
  const graphs = (await readdir(target, { recursive: true })).filter((name) => name.endsWith('.onnx'));
  const random = seededRandom(seed);
  for (const name of graphs) {
    const file = path.join(target, name);
    const model = decodeModel(await readFile(file));
    model.graph.initializer = model.graph.initializer.map((tensor) => {
      if (tensor.dataType !== dataTypes.float32 || tensor.dims.length !== 2) return tensor;
      const values = readFloats(tensor);
      if (values.length < leastWeights) return tensor;
      const scale = noise * deviationOf(values);
      for (let i = 0; i < values.length; i++) {
        // Uniform noise of the wanted deviation: millions of normal numbers would take as long as the grid.
        values[i] = (values[i] as number) + scale * Math.sqrt(12) * (random.next() - 0.5);
      }
      return makeFloatTensor(tensor.name, tensor.dims, values);
    });
    await writeFile(file, encodeModel(model), { mode: 0o600 });
  }
}

function deviationOf(values: Float32Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares / values.length);
}
