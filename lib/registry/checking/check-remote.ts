import { InvalidInput } from '@/lib/foundation/errors';
import type { RemoteEmbedderConfig, RemoteRerankerConfig } from '@/lib/models/checkpoint-config';
import { openEmbedder } from '@/lib/models/embedder';
import { openReranker } from '@/lib/models/reranker';
import { probeQueries, probeTexts } from './probes';

/** Numbers of each vector that are kept: enough to know the model again, few enough for a database column. */
const keptNumbers = 16;
const texts = probeTexts.filter((text) => text !== '').slice(0, 5);

/**
 * Tries a model server on the short probes.
 *
 * @returns a few numbers by which the model is known again, and how far answers to different texts lie apart
 * @throws {UpstreamFailed} if the server fails @throws {InvalidInput} if its answers are of no use
 */
export async function probeRemote(
  config: RemoteEmbedderConfig | RemoteRerankerConfig,
  options: { secret?: string | undefined; dataDir?: string; allowedHosts?: readonly string[] } = {},
): Promise<{ outputs: number[]; spread: number; probes: number }> {
  const { secret, ...openOptions } = options;
  const files = { directory: '', config, hash: 'check', ...(secret ? { secret } : {}) };
  if (config.component === 'reranker') {
    const reranker = await openReranker(files, openOptions);
    const scores = [...(await reranker.score(probeQueries[0] ?? '', texts))];
    const spread = Math.max(...scores) - Math.min(...scores);
    if (spread <= 1e-6) throw new InvalidInput('The server gives the same score for every pair.');
    return { outputs: scores, spread, probes: texts.length };
  }
  const embedder = await openEmbedder(files, openOptions);
  const vectors = await embedder.embed(texts, 'document');
  const { dimension } = embedder;
  const rows = texts.map((_, i) => [...vectors.subarray(i * dimension, (i + 1) * dimension)]);
  if (rows.some((row) => row.every((value) => value === 0)))
    throw new InvalidInput('The server gives vectors of zeros.');
  const distances = rows.map((row) => Math.hypot(...row.map((value, j) => value - (rows[0]?.[j] ?? 0))));
  const spread = Math.max(...distances);
  if (spread <= 1e-5) throw new InvalidInput('The server gives the same vector for every text.');
  return { outputs: rows.flatMap((row) => row.slice(0, keptNumbers)), spread, probes: texts.length };
}
