import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CheckpointConfig, OnnxRerankerConfig } from '@/lib/models/checkpoint-config';
import { narrowCausalHead } from '@/lib/models/narrow-causal-head';
import { decodeModel, encodeModel } from '@/lib/nn/onnx-proto';

/** Whether this is a causal reranker that still gives the logits of its whole vocabulary. */
export const hasWholeVocabulary = (config: CheckpointConfig): config is OnnxRerankerConfig =>
  config.component === 'reranker' &&
  config.source === 'onnx' &&
  config.head.kind === 'causal' &&
  !config.head.isNarrowed;

/**
 * Narrows the head of a staged causal reranker to its two answers, in place; the unchanged model stays in another folder
 * for comparison, unless one is there already.
 */
export async function narrowHead(
  staging: string,
  modelDirectory: string,
  config: OnnxRerankerConfig,
  referenceDirectory?: string,
): Promise<{ config: OnnxRerankerConfig; referenceDirectory: string }> {
  const { head } = config;
  if (head.kind !== 'causal') return { config, referenceDirectory: referenceDirectory ?? modelDirectory };
  const whole = referenceDirectory ?? path.join(staging, 'whole');
  if (!referenceDirectory) await cp(modelDirectory, whole, { recursive: true });
  const file = path.join(modelDirectory, config.modelFile);
  const model = decodeModel(await readFile(file));
  narrowCausalHead(model, config.output, [head.noId, head.yesId]);
  await writeFile(file, encodeModel(model));
  return { config: { ...config, head: { ...head, isNarrowed: true } }, referenceDirectory: whole };
}
