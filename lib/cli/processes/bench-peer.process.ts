import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { costOf } from '@/lib/cli/bench/cost';
import type { FromPeer, PeerReplies, PeerRequest, PeerThreads, ToPeer } from '@/lib/cli/bench/peers/peer-messages';

/**
 * What a Node user would assemble from published packages, used as their documentation shows. The packages lie outside
 * of this project, so their types are described here as far as they are used.
 */
type PeerTensor = { data: Float32Array; dims: number[] };
type Extractor = (texts: string[], options: { pooling: 'mean'; normalize: boolean }) => Promise<PeerTensor>;
type PairTokenizer = (
  texts: string[],
  options: { text_pair: string[]; padding: boolean; truncation: boolean },
) => object;
type Classifier = (inputs: object) => Promise<{ logits: PeerTensor }>;
type LoadOptions = { dtype: 'fp32'; session_options?: { intraOpNumThreads: number } };
type Transformers = {
  env: { version: string; allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string };
  pipeline(task: 'feature-extraction', model: string, options: LoadOptions): Promise<Extractor>;
  AutoTokenizer: { from_pretrained(model: string): Promise<PairTokenizer> };
  AutoModelForSequenceClassification: { from_pretrained(model: string, options: LoadOptions): Promise<Classifier> };
};
type StoredDocument = { pageContent: string; metadata: { id: string } };
type VectorStore = {
  addVectors(vectors: number[][], documents: StoredDocument[]): Promise<void>;
  similaritySearchVectorWithScore(vector: number[], count: number): Promise<[StoredDocument, number][]>;
};
type LangChain = { MemoryVectorStore: new (embeddings: object) => VectorStore };
type Wink = {
  defineConfig(config: object): void;
  definePrepTasks(tasks: ((text: string) => string[])[]): void;
  addDoc(document: { body: string }, id: string): void;
  consolidate(): void;
  search(query: string, count: number): [string, number][];
};
type FlexIndex = { add(id: number, text: string): void; search(query: string, options: object): number[] };

/** The texts of the BM25 bench are words between spaces, so that every side sees the same terms. */
const analyse = (text: string): string[] => text.split(' ');

let load: (name: string) => Promise<unknown>;
let transformers: Transformers;
let options: LoadOptions;
const extractors = new Map<string, Extractor>();
const rerankers = new Map<string, { tokenizer: PairTokenizer; model: Classifier }>();
const stores = new Map<string, VectorStore>();
let wink: Wink;
let flex: FlexIndex;

async function start(peersDir: string, modelsDir: string, threads: PeerThreads) {
  const requireThere = createRequire(path.join(peersDir, 'package.json'));
  load = (name) => import(pathToFileURL(requireThere.resolve(name)).href);
  transformers = (await load('@huggingface/transformers')) as Transformers;
  Object.assign(transformers.env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: modelsDir });
  options = { dtype: 'fp32', ...(threads === 'one' ? { session_options: { intraOpNumThreads: 1 } } : {}) };
  return { versions: { transformers: transformers.env.version } };
}

async function extractor(model: string): Promise<Extractor> {
  const opened = extractors.get(model) ?? (await transformers.pipeline('feature-extraction', model, options));
  extractors.set(model, opened);
  return opened;
}

async function reranker(name: string) {
  const opened = rerankers.get(name) ?? {
    tokenizer: await transformers.AutoTokenizer.from_pretrained(name),
    model: await transformers.AutoModelForSequenceClassification.from_pretrained(name, options),
  };
  rerankers.set(name, opened);
  return opened;
}

async function embed(model: string, texts: string[], batch: number): Promise<Float32Array> {
  const extract = await extractor(model);
  const parts: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += batch) {
    const { data } = await extract(texts.slice(start, start + batch), { pooling: 'mean', normalize: true });
    parts.push(data);
  }
  const vectors = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    vectors.set(part, at);
    at += part.length;
  }
  return vectors;
}

async function fillStore(request: Extract<PeerRequest, { kind: 'store' }>): Promise<Record<string, never>> {
  const { name, dimension, vectors, ids, texts } = request;
  const { MemoryVectorStore } = (await load('@langchain/classic/vectorstores/memory')) as LangChain;
  const store = new MemoryVectorStore({});
  const documents = texts.map((pageContent, i) => ({ pageContent, metadata: { id: ids[i] ?? '' } }));
  const rows = texts.map((_, i) => Array.from(vectors.subarray(i * dimension, (i + 1) * dimension)));
  await store.addVectors(rows, documents);
  stores.set(name, store);
  return {};
}

async function answer(request: Extract<PeerRequest, { kind: 'query' }>) {
  const { query, budget, depth } = request;
  const store = stores.get(request.store) as VectorStore;
  const vector = await embed(request.embedder, [query], 1);
  const found = await store.similaritySearchVectorWithScore(Array.from(vector), budget);
  const passages = found.map(([document]) => document.pageContent);
  const { tokenizer, model } = await reranker(request.reranker);
  const inputs = tokenizer(
    passages.map(() => query),
    { text_pair: passages, padding: true, truncation: true },
  );
  const { logits } = await model(inputs);
  const best = found
    .map(([document], i) => ({ id: document.metadata.id, score: logits.data[i] as number }))
    .sort((a, b) => b.score - a.score)
    .slice(0, depth);
  return { ids: best.map(({ id }) => id), scores: best.map(({ score }) => score) };
}

const memoryBytes = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

async function indexTexts({ library, texts, k1, b }: Extract<PeerRequest, { kind: 'bm25-index' }>) {
  if (library === 'wink') {
    const create = (await load('wink-bm25-text-search')) as { default: () => Wink };
    wink = create.default();
    wink.defineConfig({ fldWeights: { body: 1 }, bm25Params: { k1, b, k: 1 } });
    wink.definePrepTasks([analyse]);
    for (const [i, body] of texts.entries()) wink.addDoc({ body }, String(i));
    wink.consolidate();
    return;
  }
  const { default: packageOfFlex } = (await load('flexsearch')) as { default: { Index: new (o: object) => FlexIndex } };
  flex = new packageOfFlex.Index({ encode: analyse });
  for (const [i, text] of texts.entries()) flex.add(i, text);
}

function searchTexts({ library, queries, depth }: Extract<PeerRequest, { kind: 'bm25-query' }>): number[][] {
  return library === 'wink'
    ? queries.map((query) => wink.search(query, depth).map(([id]) => Number(id)))
    : queries.map((query) => flex.search(query, { limit: depth, suggest: true }));
}

async function handle(request: PeerRequest): Promise<PeerReplies[keyof PeerReplies]> {
  switch (request.kind) {
    case 'start':
      return start(request.peersDir, request.modelsDir, request.threads);
    case 'embed':
      return { vectors: await embed(request.model, request.texts, request.batch) };
    case 'store':
      return fillStore(request);
    case 'query':
      return answer(request);
    case 'bm25-index': {
      await indexTexts(request);
      return { memoryBytes: 0 };
    }
    case 'bm25-query':
      return { rankings: searchTexts(request) };
  }
}

/** Memory is read outside of what is timed: collecting garbage would count as work. */
async function measured(request: PeerRequest): Promise<unknown> {
  const before = request.kind === 'bm25-index' ? memoryBytes() : 0;
  const { value, ...cost } = await costOf(() => handle(request));
  return request.kind === 'bm25-index' ? { ...cost, memoryBytes: memoryBytes() - before } : { ...value, ...cost };
}

const send = (message: FromPeer): void => void process.send?.(message);
let last: Promise<void> = Promise.resolve();

process.on('message', ({ id, request }: ToPeer) => {
  last = last.then(async () => {
    try {
      send({ id, reply: await measured(request) });
    } catch (error) {
      send({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
