import type { Actor } from '@/lib/auth/actor';
import { maxTexts } from '@/lib/contracts/public-api';
import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { listServedModels } from '@/lib/serving/serve-models';

/** `GET /info` as Text Embeddings Inference answers it, with our release beside. */
export async function viewInfo(actor: Actor) {
  const models = await listServedModels(actor);
  const embedder = models.find((model) => model.component === 'embedder');
  const reranker = models.find((model) => model.component === 'reranker');
  const main = embedder ?? reranker;
  if (!main) throw new NotFound('The release of this application has no model: it searches with BM25 alone.');
  const row = await db().checkpoint.findUniqueOrThrow({ where: { id: main.id } });
  const config = row.config as { maxTokens?: number; pooling?: string; precision?: string };
  return {
    model_id: main.name,
    model_sha: row.contentHash,
    model_dtype: config.precision ?? 'float32',
    model_type: main.component === 'embedder' ? { embedding: { pooling: config.pooling ?? 'mean' } } : { reranker: {} },
    max_input_length: config.maxTokens ?? null,
    max_client_batch_size: maxTexts,
    release: main.release,
    embedder: embedder ?? null,
    reranker: reranker ?? null,
  };
}
