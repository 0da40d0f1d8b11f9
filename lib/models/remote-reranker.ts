import { z } from 'zod';
import { UpstreamFailed } from '@/lib/foundation/errors';
import type { RemoteRerankerConfig } from './checkpoint-config';
import type { Reranker, ScoreOptions } from './reranker';
import type { OpenOptions } from './running/open-graph';
import { checkFinite } from './running/pooling';
import { byIndex, inBatches, notEmpty, postJson, type RemoteServer, remoteServer } from './running/remote-calls';

/** Jina, Cohere, vLLM, Infinity: sorted by relevance, `index` is the position of the document asked about. */
const jinaSchema = z.object({
  results: z.array(z.object({ index: z.number().int(), relevance_score: z.number() })),
});
/** Text Embeddings Inference, `/rerank`. */
const teiSchema = z.array(z.object({ index: z.number().int(), score: z.number() }));

/** Opens a reranker on a server that speaks `/v1/rerank` (Jina, Cohere) or TEI's `/rerank`. Nothing is asked yet. */
export async function openRemoteReranker(
  files: { config: RemoteRerankerConfig; secret?: string },
  options: OpenOptions,
): Promise<Reranker> {
  const { config } = files;
  const server = await remoteServer(files, options);
  const counts = { texts: 0, batches: 0 };
  const score = async (query: string, passages: readonly string[], { signal }: ScoreOptions = {}) => {
    const scores = new Float32Array(passages.length);
    await inBatches(passages, config, async (batch, start) => {
      const found = await askForScores(server, config, notEmpty(query), batch.map(notEmpty), signal);
      checkFinite(found);
      scores.set(found, start);
      counts.batches++;
      counts.texts += batch.length;
    });
    return scores;
  };
  return {
    scale: 'probability',
    get statistics() {
      return { ...counts, realTokens: 0, paddedTokens: 0, inflation: 1 };
    },
    score,
    close: async () => {},
  };
}

async function askForScores(
  server: RemoteServer,
  config: RemoteRerankerConfig,
  query: string,
  passages: string[],
  signal?: AbortSignal,
): Promise<number[]> {
  if (config.dialect === 'tei') {
    const body = { query, texts: passages, truncate: true, raw_scores: false };
    const answer = teiSchema.safeParse(await postJson(server, '/rerank', body, signal));
    if (!answer.success) throw unexpected();
    return byIndex(answer.data, passages.length).map(({ score }) => score);
  }
  const body = { model: config.model, query, documents: passages, top_n: passages.length, return_documents: false };
  const answer = jinaSchema.safeParse(await postJson(server, '/v1/rerank', body, signal));
  if (!answer.success) throw unexpected();
  return byIndex(answer.data.results, passages.length).map(({ relevance_score: score }) => score);
}

const unexpected = () => new UpstreamFailed('The model server answered in a form that is not its dialect.');
