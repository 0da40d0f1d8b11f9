import { z } from 'zod';
import { UpstreamFailed } from '@/lib/foundation/errors';
import type { RemoteEmbedderConfig } from './checkpoint-config';
import type { Embedder, EmbedOptions } from './embedder';
import { promptOfQuery } from './prompts';
import type { OpenOptions } from './running/open-graph';
import { checkFinite, normalise } from './running/pooling';
import {
  byIndex,
  checkDimension,
  inBatches,
  notEmpty,
  postJson,
  type RemoteServer,
  remoteServer,
} from './running/remote-calls';

/** OpenAI's answer; the vector is a list of numbers or base64 of little-endian float32. */
const openAiSchema = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.union([z.array(z.number()), z.string()]) })),
});
/** Text Embeddings Inference, `/embed`. */
const teiSchema = z.array(z.array(z.number()));

/** Opens an embedder on a server that speaks OpenAI's `/v1/embeddings` or TEI's `/embed`. Nothing is asked yet. */
export async function openRemoteEmbedder(
  files: { config: RemoteEmbedderConfig; secret?: string },
  options: OpenOptions,
): Promise<Embedder> {
  const { config } = files;
  const server = await remoteServer(files, options);
  const counts = { texts: 0, batches: 0 };
  const embed = async (texts: readonly string[], as: 'query' | 'document', settings: EmbedOptions = {}) => {
    const prompt = as === 'document' ? config.documentPrompt : promptOfQuery(config, settings.instruction);
    const result = new Float32Array(texts.length * config.dimension);
    let done = 0;
    await inBatches(texts, config, async (batch, start) => {
      const vectors = await askForVectors(
        server,
        config,
        batch.map((text) => notEmpty(`${prompt}${text}`)),
        settings.signal,
      );
      vectors.forEach((vector, i) => {
        checkDimension(vector.length, config.dimension);
        checkFinite(vector);
        if (config.normalises) normalise(vector);
        result.set(vector, (start + i) * config.dimension);
      });
      counts.batches++;
      counts.texts += batch.length;
      done += batch.length;
      settings.onProgress?.(done);
    });
    return result;
  };
  return {
    dimension: config.dimension,
    // Tokens are the server's business.
    get statistics() {
      return { ...counts, realTokens: 0, paddedTokens: 0, inflation: 1 };
    },
    embed,
    close: async () => {},
  };
}

/** How many numbers a text the server gives, by asking it once. @throws {UpstreamFailed} if it cannot be told */
export async function measureRemoteDimension(
  files: { config: RemoteEmbedderConfig; secret?: string },
  options: OpenOptions = {},
): Promise<number> {
  const server = await remoteServer(files, options);
  const [vector] = await askForVectors(server, files.config, ['dimension']);
  if (!vector || vector.length === 0) throw unexpected();
  return vector.length;
}

async function askForVectors(
  server: RemoteServer,
  config: RemoteEmbedderConfig,
  texts: string[],
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  if (config.dialect === 'tei') {
    const body = { inputs: texts, normalize: config.normalises, truncate: true };
    const answer = teiSchema.safeParse(await postJson(server, '/embed', body, signal));
    if (!answer.success || answer.data.length !== texts.length) throw unexpected();
    return answer.data.map((vector) => Float32Array.from(vector));
  }
  const body = { model: config.model, input: texts, encoding_format: 'float' };
  const answer = openAiSchema.safeParse(await postJson(server, '/v1/embeddings', body, signal));
  if (!answer.success) throw unexpected();
  return byIndex(answer.data.data, texts.length).map(({ embedding }) => toVector(embedding));
}

function toVector(embedding: number[] | string): Float32Array {
  if (typeof embedding !== 'string') return Float32Array.from(embedding);
  const bytes = Buffer.from(embedding, 'base64');
  if (bytes.length % 4 !== 0) throw unexpected();
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

const unexpected = () => new UpstreamFailed('The model server answered in a form that is not its dialect.');
