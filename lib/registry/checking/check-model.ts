import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { monotonicMs } from '@/lib/foundation/clock';
import { InvalidInput } from '@/lib/foundation/errors';
import type { CheckpointConfig, OnnxEmbedderConfig, OnnxRerankerConfig } from '@/lib/models/checkpoint-config';
import { type Embedder, openEmbedder } from '@/lib/models/embedder';
import { openReranker, type Reranker } from '@/lib/models/reranker';
import { parseJsonFile } from '@/lib/models/tokenizer';
import { createInlinePool } from '@/lib/onnx/inline-pool';
import { longestProbed, longProbe, probeQueries, probeTexts, vocabularyProbes } from './probes';

type LocalConfig = OnnxEmbedderConfig | OnnxRerankerConfig;

/** What the check is asked to do, as it travels to the process that does it. */
export type ModelCheckRequest = {
  /** absolute */
  directory: string;
  config: CheckpointConfig;
  /** the same model in another form, whose answers must agree: adapters beside their layers, or an unchanged head */
  reference?: { directory: string; config: CheckpointConfig; tolerance: number };
};

export type ModelCheckResult = {
  /** numbers for the probes, in their order: vectors of queries then documents, or scores */
  outputs: Float32Array;
  probes: number;
  spread: number;
  batchDifference: number;
  tokensPerSecond: number;
  parity?: { maxDifference: number; tolerance: number; probes: number };
};

/**
 * Runs the probes through a local model and judges what comes out. Meant for a process of its own: a bad graph may loop,
 * crash or take all memory.
 *
 * @throws {InvalidInput} with the reason why this model cannot be registered
 */
export async function checkModel(request: ModelCheckRequest): Promise<ModelCheckResult> {
  const { directory, config, reference } = request;
  if (config.source !== 'onnx') throw new InvalidInput('Only local models are checked in a process.');
  const result = await probe(directory, config);
  if (!reference) return result;
  const other = await probe(reference.directory, reference.config as LocalConfig);
  const maxDifference = largestDifference(result.outputs, other.outputs);
  if (!(maxDifference <= reference.tolerance)) {
    throw new InvalidInput(
      `The changed model differs from its original by ${maxDifference.toExponential(1)}, more than ${reference.tolerance}.`,
    );
  }
  return { ...result, parity: { maxDifference, tolerance: reference.tolerance, probes: result.probes } };
}

async function probe(directory: string, config: LocalConfig): Promise<ModelCheckResult> {
  const pool = createInlinePool();
  const files = { directory, config, hash: 'check' };
  try {
    return config.component === 'embedder'
      ? await probeEmbedder(await openEmbedder(files, { pool }), await probesFor(directory, config))
      : await probeReranker(await openReranker(files, { pool }), await probesFor(directory, config));
  } finally {
    await pool.close();
  }
}

/** The fixed texts, those of the tokenizer's own words, and one that is cut; the middle ones are told apart below. */
async function probesFor(directory: string, { maxLength }: LocalConfig): Promise<{ texts: string[]; own: string[] }> {
  const json = parseJsonFile(await readFile(path.join(directory, 'tokenizer.json'), 'utf8'), 'tokenizer.json');
  const own = vocabularyProbes(json);
  const long = maxLength <= longestProbed ? [longProbe(maxLength)] : [];
  return { texts: [...probeTexts, ...own, ...long], own };
}

type Probes = Awaited<ReturnType<typeof probesFor>>;

async function probeEmbedder(embedder: Embedder, { texts, own }: Probes): Promise<ModelCheckResult> {
  const { dimension } = embedder;
  const startedMs = monotonicMs();
  const documents = await embedder.embed(texts, 'document');
  const tokensPerSecond = perSecond(embedder.statistics.realTokens, startedMs);
  const alone: Float32Array[] = [];
  for (const text of texts) alone.push(await embedder.embed([text], 'document'));
  const batchDifference = Math.max(
    ...alone.map((vector, i) => largestDifference(vector, documents.subarray(i * dimension, (i + 1) * dimension))),
  );
  const queries = await embedder.embed(probeQueries, 'query');
  const spread = largestDistance(alone);
  // A model may know nothing of a language, or of an empty text, but it must know most of its own words.
  const isZero = (vector: Float32Array) => vector.every((value) => value === 0);
  const known = alone.filter((_, i) => (own.length > 0 ? own.includes(texts[i] ?? '') : texts[i] !== ''));
  if (known.filter(isZero).length * 2 > known.length) throw new InvalidInput('The model gives vectors of zeros.');
  const scale = Math.max(...alone.map((vector) => Math.hypot(...vector)));
  if (spread <= 1e-5 * scale) throw new InvalidInput('The model gives the same vector for every text.');
  const outputs = new Float32Array((probeQueries.length + texts.length) * dimension);
  outputs.set(queries);
  alone.forEach((vector, i) => {
    outputs.set(vector, (probeQueries.length + i) * dimension);
  });
  return { outputs, probes: outputs.length / dimension, spread, batchDifference, tokensPerSecond };
}

async function probeReranker(reranker: Reranker, { texts }: Probes): Promise<ModelCheckResult> {
  const scores: number[] = [];
  let batchDifference = 0;
  const startedMs = monotonicMs();
  for (const query of probeQueries) {
    const together = await reranker.score(query, texts);
    for (const [i, text] of texts.entries()) {
      const [alone = Number.NaN] = await reranker.score(query, [text]);
      batchDifference = Math.max(batchDifference, Math.abs(alone - (together[i] as number)));
      scores.push(alone);
    }
  }
  const spread = Math.max(...scores) - Math.min(...scores);
  if (spread <= 1e-6) throw new InvalidInput('The model gives the same score for every pair.');
  const tokensPerSecond = perSecond(reranker.statistics.realTokens, startedMs);
  return { outputs: Float32Array.from(scores), probes: scores.length, spread, batchDifference, tokensPerSecond };
}

const perSecond = (count: number, startedMs: number): number =>
  (1000 * count) / Math.max(0.001, monotonicMs() - startedMs);

/** Largest absolute difference of two arrays of the same length; infinity when their lengths differ. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}

function largestDistance(vectors: readonly Float32Array[]): number {
  let largest = 0;
  for (const [i, a] of vectors.entries()) {
    for (const b of vectors.slice(i + 1)) largest = Math.max(largest, Math.hypot(...a.map((v, j) => v - (b[j] ?? 0))));
  }
  return largest;
}
