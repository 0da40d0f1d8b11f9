import { passageText } from '@/lib/datasets/passage-text';
import { openCheckpointEmbedder, openCheckpointReranker } from '@/lib/registry/open-checkpoint';
import { modelThreads } from '@/lib/retrieval/model-threads';
import { atMost, type BenchRow, skipped } from '../bench-row';
import type { ServingWorkspace } from './serving-workspace';

/** Padded over real tokens of every batch: of a bulk of documents, of single queries, of reranked lists. */
export async function measureInflation({ models, collection, questions }: ServingWorkspace): Promise<BenchRow[]> {
  if (!models) return [skipped('token inflation', 'needs models')];
  const options = { threads: modelThreads() };
  const texts = collection.documents.map(passageText);
  const embedder = await openCheckpointEmbedder(models.embedderId, options);
  const reranker = await openCheckpointReranker(models.rerankerId, options);
  try {
    await embedder.embed(texts.slice(0, 3_000), 'document');
    const asked = questions.slice(0, 20);
    await Promise.all(asked.map((question) => embedder.embed([question], 'query')));
    for (const [i, question] of asked.entries()) await reranker.score(question, listOf(texts, i));
    const how = (kind: string, { realTokens, batches }: { realTokens: number; batches: number }) =>
      `${kind}: ${realTokens.toLocaleString('en')} real tokens in ${batches.toLocaleString('en')} batches`;
    const { statistics: embedded } = embedder;
    const { statistics: scored } = reranker;
    return [
      atMost('token inflation, embedding', embedded.inflation, 1.08, 'x', how('documents and queries', embedded)),
      atMost('token inflation, reranking', scored.inflation, 1.08, 'x', how('20 lists of 60', scored)),
    ];
  } finally {
    await Promise.all([embedder.close(), reranker.close()]);
  }
}

/** Sixty passages from all over the collection, so that lengths differ as they do in real lists. */
const listOf = (texts: readonly string[], turn: number): string[] =>
  Array.from({ length: 60 }, (_, i) => texts[(turn * 61 + i * 79) % texts.length] as string);
