import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorpusReader } from '@/lib/datasets/corpus-files';
import { passageText } from '@/lib/datasets/passage-text';
import { sha256File } from '@/lib/foundation/hash';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { evaluateRun } from '@/lib/metrics/evaluate-run';
import { parseMeasure } from '@/lib/metrics/parse-measure';
import { openEmbedder } from '@/lib/models/embedder';
import { readModelFolder } from '@/lib/models/read-model-folder';
import { createBm25 } from './bm25';
import { ensureLexicalIndex, type LexicalIndex } from './lexical-index';
import { openPipeline } from './open-pipeline';
import { openVectorIndex } from './open-vector-index';
import type { PipelinePlan } from './pipeline-plan';
import { readSharedDocuments, readSharedQueries } from './testing/shared-collections';
import { storeCorpus } from './testing/small-corpus';
import { topScores } from './top-scores';
import { writeVectorIndex } from './write-vector-index';

const measures = ['Recall@20', 'Recall@60', 'Recall@100', 'RR@10', 'nDCG@10'].map((name) => parseMeasure(name));

/** collection, split, lowest relevant grade, k1, b, then the figures printed in the README of the collection */
type Baseline = [string, string, number, number, number, number[]];

const chinese: Baseline[] = [
  ['stard-rebuilt', 'test', 1, 0.9, 0.4, [0.468, 0.5962, 0.646, 0.3612, 0.3441]],
  ['stard-rebuilt', 'test', 1, 1.5, 0.75, [0.4934, 0.6211, 0.6958, 0.3849, 0.3539]],
  ['stard-rebuilt', 'train', 1, 0.9, 0.4, [0.5368, 0.632, 0.6802, 0.4092, 0.3931]],
  ['stard-rebuilt', 'train', 1, 1.5, 0.75, [0.5552, 0.6539, 0.7008, 0.4182, 0.4024]],
  ['zh-crime-articles', 'test', 1, 0.9, 0.4, [0.1952, 0.2762, 0.3366, 0.0866, 0.0928]],
  ['zh-crime-articles', 'test', 1, 1.5, 0.75, [0.2227, 0.3057, 0.3466, 0.1143, 0.1163]],
  ['zh-scene-articles', 'test', 1, 0.9, 0.4, [0.8075, 0.8506, 0.8736, 0.5981, 0.6362]],
  ['zh-scene-articles', 'test', 1, 1.5, 0.75, [0.842, 0.8966, 0.9023, 0.6378, 0.6788]],
];
const english: Baseline[] = [
  ['acord', 'test', 2, 0.9, 0.4, [0.1315, 0.2947, 0.4397, 0.1937, 0.1024]],
  ['acord', 'test', 2, 1.5, 0.75, [0.1387, 0.3345, 0.4466, 0.1974, 0.1093]],
  ['acord', 'test', 1, 0.9, 0.4, [0.0727, 0.1651, 0.2496, 0.2708, 0.1024]],
  ['acord', 'test', 1, 1.5, 0.75, [0.0776, 0.1834, 0.2566, 0.3025, 0.1093]],
];

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-shared-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function figures(index: LexicalIndex, ids: readonly string[], baseline: Baseline): Promise<number[]> {
  const [collection, split, relevantFrom, k1, b] = baseline;
  const { queries, qrels } = await readSharedQueries(collection, split);
  const bm25 = createBm25(index, { k1, b });
  const scores = new Float32Array(index.documents);
  const run = new Map<string, { id: string; score: number }[]>();
  for (const queryId of qrels.keys()) {
    bm25.score(bm25.prepare(queries.get(queryId) as string), scores);
    const { ordinals } = topScores(scores, 100, 0);
    // Our order among equal scores is corpus order; trec_eval's is by id, so the rank stands for the score.
    run.set(
      queryId,
      Array.from(ordinals, (ordinal, place) => ({ id: ids[ordinal] as string, score: -place })),
    );
  }
  const evaluation = evaluateRun({ tag: 'bm25', queries: run }, qrels, measures, { relevantFrom });
  return evaluation.scores.map(({ mean }) => mean as number);
}

function expectBaselines(name: string, corpusFile: string, baselines: Baseline[]): void {
  describe.skipIf(!hasShared('data', name))(`BM25 over ${name} (${needsShared})`, () => {
    let corpus: CorpusReader;
    let index: LexicalIndex;
    beforeAll(async () => {
      corpus = await storeCorpus(dataDir, await readSharedDocuments(name, corpusFile));
      index = await ensureLexicalIndex(dataDir, corpus);
    });
    afterAll(() => corpus.close());

    it.each(baselines)('%s %s (relevant from %d, k1 %d, b %d) has the published figures', async (...baseline) => {
      const found = await figures(index, corpus.ids, baseline);
      for (const [i, figure] of baseline[5].entries()) {
        expect(Math.abs((found[i] as number) - figure), `measure ${i}: ${found[i]}`).toBeLessThan(0.002);
      }
    });
  });
}

expectBaselines('stard-rebuilt', 'corpus.jsonl.gz', chinese);
expectBaselines('acord', 'corpus.jsonl', english);

describe.skipIf(!hasShared('data', 'stard-rebuilt') || !hasShared('models'))(`a real pipeline (${needsShared})`, () => {
  let corpus: CorpusReader;
  let plan: PipelinePlan;

  async function checkpoint(id: string, component: 'embedder' | 'reranker', name: string) {
    const source = sharedPath('models', name);
    const { config, files } = await readModelFolder(source);
    const directory = path.join(dataDir, 'checkpoints', name);
    const listed = await Promise.all(
      files.map(async (file) => {
        await cp(path.join(source, file), path.join(directory, file));
        const { size } = await stat(path.join(source, file));
        return { path: file, sha256: await sha256File(path.join(directory, file)), sizeBytes: size };
      }),
    );
    return { id, component, stage: 'base', hash: `hash-${id}`, directory, files: listed, config };
  }

  beforeAll(async () => {
    corpus = await storeCorpus(dataDir, await readSharedDocuments('stard-rebuilt', 'corpus.jsonl.gz', 2000));
    const embedderCheckpoint = await checkpoint('e', 'embedder', 'zh-tiny-embed');
    const rerankerCheckpoint = await checkpoint('r', 'reranker', 'zh-tiny-rerank');
    const embedder = await openEmbedder({ ...embedderCheckpoint });
    const directory = path.join(dataDir, 'indexes', 'e');
    const { manifestHash } = await writeVectorIndex({
      directory,
      buildingDirectory: `${directory}.building`,
      corpus,
      embedder,
      embedderHash: 'hash-e',
      instruction: '',
      earlier: [],
    });
    await embedder.close();
    plan = {
      id: 'real',
      dataDir,
      projectDir: process.cwd(),
      spec: {
        embedders: [{ checkpointId: 'e', weight: 1 }],
        bm25: { weight: 1, k1: 1.5, b: 0.75 },
        reranker: { checkpointId: 'r', weight: 0.5 },
        fusion: { normalise: 'z' },
        operatingPoint: { budget: 60, depth: 10 },
      },
      checkpoints: [embedderCheckpoint, rerankerCheckpoint],
      corpora: [
        {
          hash: corpus.hash,
          directory: '',
          indexes: [
            { id: 'e', checkpointId: 'e', embedderHash: 'hash-e', corpusHash: corpus.hash, manifestHash, directory },
          ],
        },
      ],
    };
  });
  afterAll(() => corpus.close());

  it('finds an article by its own words and answers the same query with the same bits', async () => {
    const pipeline = await openPipeline(plan);
    try {
      for (const ordinal of [10, 500, 1999]) {
        const [document] = await corpus.read([ordinal]);
        const query = passageText(document as { title: string; text: string }).slice(0, 120);
        const { results, timings } = await pipeline.retrieve(query, { explain: true });
        expect(results.map(({ id }) => id)).toContain(document?.id);
        expect(results).toHaveLength(10);
        expect(timings.rerankMs).toBeGreaterThan(0);
        expect((await pipeline.retrieve(query, { explain: true })).results).toEqual(results);
      }
    } finally {
      await pipeline.close();
    }
  });

  it('takes the first candidates of an embedder alone by exact similarity', async () => {
    const spec = { ...plan.spec, bm25: null, reranker: null };
    const pipeline = await openPipeline({ ...plan, spec });
    try {
      const query = '盗窃他人财物会被判多少年？';
      const { results } = await pipeline.retrieve(query, { explain: true });
      const { vectors: queryVector, dimension } = await pipeline.embed([query], 'query');
      const { matrix } = await openVectorIndex(path.join(dataDir, 'indexes', 'e'));
      expect(matrix.dimension).toBe(dimension);
      const similarities = [...corpus.ids.keys()].map((ordinal) => {
        const row = matrix.row(ordinal);
        return queryVector.reduce((sum, value, i) => sum + value * (row[i] as number), 0);
      });
      const similarity = (ordinal: number) => similarities[ordinal] as number;
      const best = [...corpus.ids.keys()].sort((a, b) => similarity(b) - similarity(a)).slice(0, 10);
      expect(results.map(({ id }) => id)).toEqual(best.map((ordinal) => corpus.ids[ordinal]));
      for (const [place, { why }] of results.entries()) {
        expect(why?.embedders[0]?.score).toBeCloseTo(similarity(best[place] as number), 5);
      }
    } finally {
      await pipeline.close();
    }
  });
});
