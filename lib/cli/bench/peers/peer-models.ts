import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';
import type { Checkpoint } from '@/lib/registry/checkpoint';

/**
 * Lays a registered checkpoint out as transformers.js reads it, with the same longest input, so that both sides compute
 * the same numbers from the same weights.
 *
 * @param modelsDir the peer finds it there under `name`
 */
export async function layOutForPeer(dataDir: string, checkpoint: Checkpoint, modelsDir: string, name: string) {
  const { config, directory } = checkpoint;
  if (config.source !== 'onnx' || directory === null) throw new InvalidInput('A peer runs local models only.');
  const from = path.join(dataDir, directory);
  const to = path.join(modelsDir, name);
  await mkdir(path.join(to, 'onnx'), { recursive: true });
  await copyFile(path.join(from, config.modelFile), path.join(to, 'onnx/model.onnx'));
  for (const file of ['config.json', 'tokenizer.json']) await copyFile(path.join(from, file), path.join(to, file));
  const settings = JSON.parse(await readFile(path.join(from, 'tokenizer_config.json'), 'utf8'));
  const cut = { ...settings, model_max_length: config.maxLength };
  await writeFile(path.join(to, 'tokenizer_config.json'), JSON.stringify(cut));
}
