import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';

/** The usual places, best first. */
const usual = ['onnx/model.onnx', 'model.onnx'];

/**
 * The graph file of a folder, relative to it: the one asked for, else the usual ones, else the only one.
 *
 * @throws {InvalidInput} if there is none, or several and none of them usual
 */
export async function findGraphFile(directory: string, wanted?: string): Promise<string> {
  const found = [...(await onnxFiles(directory, '')), ...(await onnxFiles(directory, 'onnx'))];
  if (wanted !== undefined) {
    if (found.includes(wanted)) return wanted;
    throw new InvalidInput(`The folder has no graph file ${wanted}; it has ${found.join(', ') || 'none'}.`);
  }
  const first = usual.find((name) => found.includes(name));
  if (first) return first;
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (!only) {
    throw new InvalidInput('The folder has no ONNX graph (model.onnx or onnx/model.onnx).', {
      hint: 'Export the model to ONNX first; weights of other kinds (.bin, .safetensors, .pt) are never loaded.',
    });
  }
  throw new InvalidInput(`The folder has several graphs; name one of ${found.join(', ')}.`);
}

async function onnxFiles(directory: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(directory, folder), { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.onnx')).map(({ name }) => name);
  names.sort();
  return names.map((name) => (folder ? `${folder}/${name}` : name));
}
