import { cp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';
import { mergeAdapters } from '@/lib/models/merge-adapters';
import { type Adapter, readAdapter } from '@/lib/models/read-adapter';
import type { AdapterRecord } from '../checkpoint';
import { type CopyOptions, copyFiles } from './staged-files';

const adapterFiles = ['adapter_config.json', 'adapter_model.safetensors'];

export type StackedAdapter = { adapter: Adapter; record: AdapterRecord };

/** Copies adapters into `adapters/<position>` of the model's folder, behind those that are there, and reads the copies. */
export async function stageAdapters(
  modelDirectory: string,
  folders: readonly { folder: string; name: string }[],
  firstPosition: number,
  options: CopyOptions,
): Promise<StackedAdapter[]> {
  const staged: StackedAdapter[] = [];
  for (const [i, { folder, name }] of folders.entries()) {
    const target = path.join(modelDirectory, 'adapters', String(firstPosition + i));
    await copyFiles(folder, adapterFiles, target, options);
    const adapter = await readAdapter(target);
    const { hash, rank, alpha, targetModules } = adapter;
    staged.push({ adapter, record: { name, hash, rank, alpha, targetModules } });
  }
  return staged;
}

const plain = (name: string): string =>
  (name.split(/[\\/]/).filter(Boolean).at(-1) ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');

/** The base that an adapter names must be one of the names this base is known by. @throws {InvalidInput} otherwise */
export function checkBaseName({ baseName }: Adapter, knownNames: readonly string[]): void {
  if (baseName === '') return;
  const known = knownNames.filter((name) => name !== '');
  if (known.some((name) => plain(name) === plain(baseName))) return;
  const wanted = baseName.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  throw new InvalidInput(`The adapter was trained for the base ${wanted}, not for ${known[0] ?? 'this one'}.`, {
    hint: 'Choose that base. If it is the same model under another name, confirm this when importing.',
  });
}

/**
 * Merges adapters into the graph of a staged model, in place, and leaves the model with the adapters beside their layers
 * in another folder, for comparison.
 */
export async function mergeStack(
  staging: string,
  modelDirectory: string,
  model: { modelFile: string; dataFiles: string[] },
  adapters: readonly Adapter[],
): Promise<{ referenceDirectory: string }> {
  const mergedDirectory = path.join(staging, 'merged');
  const referenceDirectory = path.join(staging, 'stacked');
  await cp(modelDirectory, referenceDirectory, { recursive: true });
  const places = { baseDirectory: modelDirectory, mergedDirectory, stackedDirectory: referenceDirectory };
  await mergeAdapters({ ...places, ...model }, adapters);
  for (const name of [model.modelFile, ...model.dataFiles]) {
    await rename(path.join(mergedDirectory, name), path.join(modelDirectory, name));
  }
  await rm(mergedDirectory, { recursive: true, force: true });
  return { referenceDirectory };
}
