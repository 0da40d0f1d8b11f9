import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorpusReader } from '@/lib/datasets/corpus-files';
import { passageText } from '@/lib/datasets/passage-text';
import { createBm25 } from './bm25';
import type { ConfigurationSpec } from './configuration';
import { fuseFirstStage, fuseReranker, listStatistics } from './fusion';
import { ensureLexicalIndex } from './lexical-index';
import { openPipeline, type Pipeline, type PipelineModels } from './open-pipeline';
import type { PipelinePlan } from './pipeline-plan';
import { HashEmbedder } from './testing/hash-embedder';
import { storeCorpus } from './testing/small-corpus';
import { writeVectorIndex } from './write-vector-index';

const base: ConfigurationSpec = {
  embedders: [{ checkpointId: 'e', weight: 2 }],
  bm25: { weight: 1, k1: 1.5, b: 0.75 },
  reranker: { checkpointId: 'r', weight: 0.7 },
  fusion: { normalise: 'max' },
  operatingPoint: { budget: 30, depth: 5 },
};

const topics = ['押金返还', 'rent increase', 'notice period', '违约金', 'deposit interest'];
const documents = Array.from({ length: 240 }, (_, i) => ({
  id: `doc-${i}`,
  title: i % 3 === 0 ? '' : `Title ${i}`,
  text: `${topics[i % topics.length]} clause ${i} ${'租'.repeat(1 + (i % 4))}`,
}));

let dataDir: string;
let corpus: CorpusReader;
let plan: PipelinePlan;
const opened: Pipeline[] = [];

/** Scores by length of the passage: a reranker whose order is known. */
const byLength = (passage: string) => passage.length + (passage.charCodeAt(passage.length - 3) % 7) / 10;

function models(change: Partial<PipelineModels> = {}): PipelineModels {
  return {
    openEmbedder: async () => new HashEmbedder(),
    openReranker: async () => ({
      score: async (_query, passages) => Float32Array.from(passages, byLength),
      close: async () => {},
    }),
    close: async () => {},
    ...change,
  };
}

async function open(spec: ConfigurationSpec, change: Partial<PipelineModels> = {}, planned = plan): Promise<Pipeline> {
  const pipeline = await openPipeline({ ...planned, spec }, models(change));
  opened.push(pipeline);
  return pipeline;
}

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-retrieve-'));
  corpus = await storeCorpus(dataDir, documents);
  const indexes = [];
  for (const checkpointId of ['e', 'e2']) {
    const directory = path.join(dataDir, 'indexes', checkpointId);
    const { manifestHash } = await writeVectorIndex({
      directory,
      buildingDirectory: `${directory}.building`,
      corpus,
      embedder: new HashEmbedder(),
      embedderHash: `hash-${checkpointId}`,
      instruction: '',
      earlier: [],
    });
    const hashes = { embedderHash: `hash-${checkpointId}`, corpusHash: corpus.hash, manifestHash };
    indexes.push({ id: checkpointId, checkpointId, directory, ...hashes });
  }
  const remote = { source: 'remote', baseUrl: 'http://127.0.0.1:9', model: '' } as const;
  const settings = { ...remote, secretName: null, timeoutMs: 1000, batchSize: 1, concurrency: 1 };
  const prompts = { queryPrompt: '', documentPrompt: '', instructionTemplate: null };
  const embedder = {
    ...settings,
    ...prompts,
    component: 'embedder',
    dialect: 'openai',
    normalises: true,
    dimension: 24,
  } as const;
  plan = {
    id: 'test',
    dataDir,
    projectDir: process.cwd(),
    spec: base,
    checkpoints: [
      { id: 'e', component: 'embedder', stage: 'base', hash: 'hash-e', files: [], config: embedder },
      { id: 'e2', component: 'embedder', stage: 'stage-1', hash: 'hash-e2', files: [], config: embedder },
      {
        id: 'r',
        component: 'reranker',
        stage: 'base',
        hash: 'hash-r',
        files: [],
        config: { ...settings, component: 'reranker', dialect: 'jina' },
      },
    ],
    corpora: [{ hash: corpus.hash, directory: '', indexes }],
  };
});

afterAll(async () => {
  for (const pipeline of opened) await pipeline.close();
  await corpus.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The whole first stage by its definition, over all documents. */
async function bruteForce(query: string, spec: ConfigurationSpec) {
  const all = await corpus.read([...documents.keys()]);
  const embedder = new HashEmbedder();
  const vectors = await embedder.embed(all.map(passageText));
  const queryVector = await embedder.embed([query]);
  const dense = Float32Array.from(all, (_, i) =>
    queryVector.reduce((sum, value, j) => sum + value * (vectors[24 * i + j] as number), 0),
  );
  const bm25 = createBm25(await ensureLexicalIndex(dataDir, corpus), { k1: 1.5, b: 0.75 });
  const lexical = new Float32Array(all.length);
  bm25.score(bm25.prepare(query), lexical);
  const ranks = (scores: Float32Array, above: number) => {
    const order = [...scores.keys()]
      .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
      .slice(0, 100);
    return Uint32Array.from(scores.keys(), (i) => ((scores[i] as number) > above ? order.indexOf(i) + 1 : 0));
  };
  const lists = [
    { weight: 2, scores: dense, ranks: ranks(dense, -2), statistics: listStatistics(dense) },
    { weight: 1, scores: lexical, ranks: ranks(lexical, 0), statistics: listStatistics(lexical) },
  ];
  const fused = fuseFirstStage(lists, spec.fusion.normalise);
  const found = [...fused.keys()].filter((i) => lists.some((list) => (list.ranks[i] as number) > 0));
  const order = found.sort((a, b) => (fused[b] as number) - (fused[a] as number) || a - b);
  return { order, fused, all, lists };
}

describe('retrieve', () => {
  it.each(['max', 'z', 'rank'] as const)('takes the candidates that the definition gives (%s)', async (normalise) => {
    const spec: ConfigurationSpec = {
      ...base,
      fusion: { normalise },
      reranker: null,
      operatingPoint: { budget: 60, depth: 60 },
    };
    const pipeline = await open(spec);
    for (const query of ['押金返还 clause 5', 'rent increase', 'Title 17']) {
      const { results } = await pipeline.retrieve(query);
      const { order, fused } = await bruteForce(query, spec);
      expect(results.map(({ id }) => id)).toEqual(order.slice(0, 60).map((i) => `doc-${i}`));
      for (const { id, score, firstStageRank, rank } of results) {
        expect(score).toBeCloseTo(fused[Number(id.slice(4))] as number, 5);
        expect(firstStageRank).toBe(rank);
      }
    }
  });

  it('gives a document that only BM25 found its true similarity', async () => {
    const pipeline = await open({ ...base, operatingPoint: { budget: 200, depth: 200 } });
    const { results } = await pipeline.retrieve('租租租租 clause', { explain: true });
    const { lists } = await bruteForce('租租租租 clause', base);
    expect(results.some(({ why }) => why?.embedders[0]?.rank === null)).toBe(true);
    for (const { id, why } of results) {
      const ordinal = Number(id.slice(4));
      expect(why?.embedders[0]?.score).toBeCloseTo(lists[0]?.scores[ordinal] as number, 5);
      expect(why?.bm25?.score).toBe(lists[1]?.scores[ordinal]);
    }
  });

  it('reranks exactly the first K candidates and cuts to N', async () => {
    const seen: string[][] = [];
    const pipeline = await open(base, {
      openReranker: async () => ({
        score: async (_query, passages) => {
          seen.push([...passages]);
          return Float32Array.from(passages, byLength);
        },
        close: async () => {},
      }),
    });
    const { results } = await pipeline.retrieve('rent increase', { budget: 20, depth: 7 });
    const { order, fused, all } = await bruteForce('rent increase', base);
    const candidates = order.slice(0, 20);
    expect(seen).toEqual([candidates.map((i) => passageText(all[i] as { title: string; text: string }))]);
    const firstStage = candidates.map((i) => fused[i] as number);
    const final = fuseReranker(firstStage, (seen[0] as string[]).map(byLength), 0.7);
    const expected = [...candidates.keys()].sort((a, b) => (final[b] as number) - (final[a] as number) || a - b);
    expect(results.map(({ id }) => id)).toEqual(expected.slice(0, 7).map((place) => `doc-${candidates[place]}`));
    expect(results.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(results[0]?.rerankerScore).toBeCloseTo(
      byLength(passageText(results[0] as { title: string; text: string })),
      4,
    );
  });

  it('makes smaller budgets beginnings of larger ones', async () => {
    const pipeline = await open({ ...base, reranker: null });
    const ids = async (budget: number) =>
      (await pipeline.retrieve('违约金', { budget, depth: budget })).results.map(({ id }) => id);
    const [small, large] = [await ids(10), await ids(90)];
    expect(large.slice(0, 10)).toEqual(small);
  });

  it('gives equal replies to equal requests, also at the same time', async () => {
    const pipeline = await open(base);
    const queries = ['押金返还', 'rent increase', 'notice period'];
    const one = await Promise.all(queries.map(async (query) => (await pipeline.retrieve(query)).results));
    const rounds = await Promise.all(
      [...queries, ...queries].map(async (query) => (await pipeline.retrieve(query)).results),
    );
    expect(rounds).toEqual([...one, ...one]);
  });

  it('explains a final score as the sum of its contributions', async () => {
    const pipeline = await open(base);
    const { results } = await pipeline.retrieve('deposit interest clause 14', { explain: true });
    for (const { score, why } of results) {
      expect((why?.firstStage.contribution ?? 0) + (why?.reranker?.contribution ?? 0)).toBeCloseTo(score, 9);
      const parts = (why?.bm25?.contribution ?? 0) + (why?.embedders[0]?.contribution ?? 0);
      expect(parts).toBeCloseTo(why?.firstStage.score ?? Number.NaN, 9);
      const terms = why?.bm25?.terms.reduce((sum, { weight }) => sum + weight, 0) ?? Number.NaN;
      expect(terms).toBeCloseTo(why?.bm25?.score ?? Number.NaN, 4);
    }
    expect((await pipeline.retrieve('deposit')).results[0]).not.toHaveProperty('why');
  });

  it('answers with BM25 alone, and with nothing when no document shares a term', async () => {
    const pipeline = await open({ ...base, embedders: [], reranker: null });
    const { results, timings } = await pipeline.retrieve('notice period');
    expect(results.every(({ text }) => text.includes('notice'))).toBe(true);
    expect(results[0]).not.toHaveProperty('embedderRank');
    expect(timings.rerankMs).toBeGreaterThanOrEqual(0);
    expect((await pipeline.retrieve('zebra')).results).toEqual([]);
  });

  it('answers with an ensemble of embedders, each with its own score', async () => {
    const embedders = [
      { checkpointId: 'e', weight: 1 },
      { checkpointId: 'e2', weight: 3 },
    ];
    const pipeline = await open({ ...base, embedders, bm25: null, reranker: null });
    const { results } = await pipeline.retrieve('rent increase', { explain: true });
    expect(results[0]?.why?.embedders.map(({ checkpointId }) => checkpointId)).toEqual(['e', 'e2']);
    expect(results[0]?.why?.bm25).toBeNull();
    expect(results).toHaveLength(5);
  });

  it('reranks nothing when there are no candidates', async () => {
    const pipeline = await open({ ...base, embedders: [] });
    expect((await pipeline.retrieve('zebra')).results).toEqual([]);
  });

  it('hands the instruction to embedder and reranker', async () => {
    const instructions: (string | undefined)[] = [];
    const pipeline = await open(base, {
      openEmbedder: async () => {
        const embedder = new HashEmbedder();
        return Object.assign(embedder, {
          embed: (texts: readonly string[], as: 'query', options?: { instruction?: string }) => {
            instructions.push(options?.instruction);
            return HashEmbedder.prototype.embed.call(embedder, texts, as);
          },
        });
      },
      openReranker: async () => ({
        score: async (_query, passages, options) => {
          instructions.push(options?.instruction);
          return new Float32Array(passages.length);
        },
        close: async () => {},
      }),
    });
    await pipeline.retrieve('rent', { instruction: 'Find the clause' });
    expect(instructions).toEqual(['Find the clause', 'Find the clause']);
  });

  it('refuses empty and endless queries, and operating points that are not possible', async () => {
    const pipeline = await open(base);
    await expect(pipeline.retrieve(' \n ')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(pipeline.retrieve('x'.repeat(100_001))).rejects.toMatchObject({ code: 'payload_too_large' });
    await expect(pipeline.retrieve('rent', { budget: 0 })).rejects.toThrow('operating point');
    await expect(pipeline.retrieve('rent', { budget: 5, depth: 6 })).rejects.toThrow(
      'larger than the retrieval budget',
    );
    await expect(pipeline.retrieve('rent', { corpusHash: 'unknown' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes a long query and one that ends in half a character', async () => {
    const pipeline = await open(base);
    expect((await pipeline.retrieve(`rent ${'很长'.repeat(20_000)}`)).results).toHaveLength(5);
    expect((await pipeline.retrieve('rent \ud842')).results).toHaveLength(5);
  });

  it('returns what there is when the corpus is smaller than the budget', async () => {
    const pipeline = await open({ ...base, reranker: null, operatingPoint: { budget: 1000, depth: 200 } });
    const { results } = await pipeline.retrieve('rent');
    expect(results).toHaveLength(200);
    expect(new Set(results.map(({ id }) => id)).size).toBe(200);
  });

  it('stops between its steps when it is cancelled', async () => {
    const abort = new AbortController();
    let isReranked = false;
    const pipeline = await open(base, {
      openEmbedder: async () => {
        const embedder = new HashEmbedder();
        return Object.assign(embedder, {
          embed: async (texts: readonly string[], as: 'query') => {
            abort.abort();
            return HashEmbedder.prototype.embed.call(embedder, texts, as);
          },
        });
      },
      openReranker: async () => ({
        score: async (_query, passages) => {
          isReranked = true;
          return new Float32Array(passages.length);
        },
        close: async () => {},
      }),
    });
    await expect(pipeline.retrieve('rent', { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(isReranked).toBe(false);
  });

  it('refuses to rank by something that is not a number', async () => {
    const pipeline = await open(base, {
      openReranker: async () => ({
        score: async (_query, passages) => new Float32Array(passages.length).fill(Number.NaN),
        close: async () => {},
      }),
    });
    await expect(pipeline.retrieve('rent')).rejects.toMatchObject({ code: 'uncomputable' });
  });

  it('adds up its timings', async () => {
    const { timings } = await (await open(base)).retrieve('rent');
    const { tokenizeMs, embedMs, searchMs, rerankMs, totalMs } = timings;
    for (const value of Object.values(timings)) expect(value).toBeGreaterThanOrEqual(0);
    expect(tokenizeMs + embedMs + searchMs + rerankMs).toBeLessThanOrEqual(totalMs + 1e-6);
  });
});

describe('openPipeline', () => {
  const change = (index: Partial<PipelinePlan['corpora'][number]['indexes'][number]>): PipelinePlan => ({
    ...plan,
    corpora: plan.corpora.map((item) => ({ ...item, indexes: item.indexes.map((known) => ({ ...known, ...index })) })),
  });

  it('refuses an index that another embedder built', async () => {
    await expect(open(base, {}, change({ embedderHash: 'other' }))).rejects.toMatchObject({ code: 'conflict' });
    const relabelled = { ...plan, checkpoints: plan.checkpoints.map((item) => ({ ...item, hash: 'other' })) };
    const both = { ...relabelled, corpora: change({ embedderHash: 'other' }).corpora };
    await expect(open(base, {}, both)).rejects.toThrow('another embedder');
  });

  it('refuses an index over another corpus', async () => {
    const other = await storeCorpus(dataDir, documents.slice(1));
    const moved = { ...plan, corpora: plan.corpora.map((item) => ({ ...item, hash: other.hash })) };
    await expect(open(base, {}, moved)).rejects.toThrow('another corpus');
    await other.close();
  });

  it('refuses an index whose manifest is not the one of the release', async () => {
    await expect(open(base, {}, change({ manifestHash: 'f'.repeat(64) }))).rejects.toThrow('manifest differs');
  });

  it('refuses a checkpoint file that changed since it was registered', async () => {
    const directory = path.join(dataDir, 'checkpoints', 'e');
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, 'model.onnx'), 'weights');
    const files = [{ path: 'model.onnx', sha256: 'a'.repeat(64), sizeBytes: 7 }];
    const local = {
      ...plan,
      checkpoints: plan.checkpoints.map((item) => (item.id === 'e' ? { ...item, directory, files } : item)),
    };
    await expect(open(base, {}, local)).rejects.toThrow('no longer matches its hash');
    await rm(path.join(directory, 'model.onnx'));
    await expect(open(base, {}, local)).rejects.toThrow('is missing');
  });

  it('refuses a plan without the index or the checkpoint that its configuration names', async () => {
    await expect(open(base, {}, change({ checkpointId: 'nobody' }))).rejects.toThrow('no index');
    await expect(open(base, {}, { ...plan, checkpoints: [] })).rejects.toThrow('does not hold the embedder');
    await expect(open(base, {}, { ...plan, corpora: [] })).rejects.toThrow('no corpus');
  });

  it('closes what it had opened when a later part fails', async () => {
    const closed: string[] = [];
    const failing: Partial<PipelineModels> = {
      openEmbedder: async () => Object.assign(new HashEmbedder(), { close: async () => void closed.push('embedder') }),
      openReranker: async () => Promise.reject(new Error('no such model')),
      close: async () => void closed.push('models'),
    };
    await expect(open(base, failing)).rejects.toThrow('no such model');
    expect(closed).toEqual(['embedder', 'models']);
  });

  it('embeds with the heaviest embedder unless one is named, and refuses what it does not have', async () => {
    const pipeline = await open({ ...base, reranker: null });
    expect((await pipeline.embed(['a', 'b'], 'document')).vectors).toHaveLength(48);
    await expect(pipeline.embed(['a'], 'query', { embedder: 'unknown' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(pipeline.rerank('q', ['p'])).rejects.toMatchObject({ code: 'not_found' });
  });

  it('serves several corpora with the same models and asks which one', async () => {
    const second = await storeCorpus(dataDir, [{ id: 'only', title: '', text: 'rent' }]);
    const spec: ConfigurationSpec = { ...base, embedders: [], reranker: null };
    const both = { ...plan, corpora: [...plan.corpora, { hash: second.hash, directory: '', indexes: [] }] };
    const pipeline = await open(spec, {}, both);
    await expect(pipeline.retrieve('rent')).rejects.toThrow('which corpus');
    expect((await pipeline.retrieve('rent', { corpusHash: second.hash })).results.map(({ id }) => id)).toEqual([
      'only',
    ]);
    await second.close();
  });
});
