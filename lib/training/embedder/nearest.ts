import { Graph } from '@/lib/nn/graph';
import { type CreateRunner, floatTensor, type Runner } from '@/lib/nn/runner';
import { type TokenSequence, wholeText } from '../text/token-sequence';
import type { EmbedderTrainer } from './embedder-trainer';

/** The nearest documents of one query, best first, with their cosine similarities. */
export type Ranked = { documents: Int32Array; scores: Float32Array };

/** Exact search by matrix product, for mining and for measuring on dev. */
export class NearestDocuments {
  private constructor(
    private readonly runner: Runner,
    private readonly width: number,
    private readonly depth: number,
    private readonly vectors: Float32Array,
  ) {}

  /** Embeds all documents. @param depth how many are returned a query, at most the number of documents */
  static async build(
    embedder: EmbedderTrainer,
    documents: readonly TokenSequence[],
    depth: number,
    createRunner: CreateRunner,
  ): Promise<NearestDocuments> {
    const vectors = await embedAll(embedder, documents);
    const count = Math.min(depth, documents.length);
    const runner = await createRunner(searchGraph(embedder.width, count));
    return new NearestDocuments(runner, embedder.width, count, vectors);
  }

  async search(embedder: EmbedderTrainer, queries: readonly TokenSequence[]): Promise<Ranked[]> {
    const results: Ranked[] = [];
    for (let start = 0; start < queries.length; start += 64) {
      const part = queries.slice(start, start + 64);
      const vectors = await embedder.embed(part.map(wholeText));
      const outputs = await this.runner.run({
        queries: floatTensor(vectors, [part.length, this.width]),
        documents: floatTensor(this.vectors, [this.vectors.length / this.width, this.width]),
      });
      const ids = outputs.ids?.data as BigInt64Array;
      const scores = outputs.scores?.data as Float32Array;
      for (let q = 0; q < part.length; q++) {
        const [from, to] = [q * this.depth, (q + 1) * this.depth];
        results.push({ documents: Int32Array.from(ids.subarray(from, to), Number), scores: scores.slice(from, to) });
      }
    }
    return results;
  }

  release(): Promise<void> {
    return this.runner.release();
  }
}

/** Vectors of all texts, in batches of bounded size. */
export async function embedAll(embedder: EmbedderTrainer, texts: readonly TokenSequence[]): Promise<Float32Array> {
  const vectors = new Float32Array(texts.length * embedder.width);
  const batch = 512;
  for (let start = 0; start < texts.length; start += batch) {
    vectors.set(await embedder.embed(texts.slice(start, start + batch).map(wholeText)), start * embedder.width);
  }
  return vectors;
}

function searchGraph(width: number, depth: number): Uint8Array {
  const graph = new Graph();
  const queries = graph.input('queries', 'float32', ['queries', width]);
  const documents = graph.input('documents', 'float32', ['documents', width]);
  const similarities = graph.emit('Gemm', [queries, documents], ['queries', 'documents'], { transB: 1n });
  const k = graph.constant(BigInt64Array.of(BigInt(depth)), [1]);
  const shape = ['queries', depth];
  const [scores, ids] = graph.emitMany(
    'TopK',
    [similarities, k],
    [
      { shape, type: 'float32' },
      { shape, type: 'int64' },
    ],
  );
  return graph.toModel(scores && ids ? { scores, ids } : {});
}
