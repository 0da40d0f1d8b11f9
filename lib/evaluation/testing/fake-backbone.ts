import { sha256 } from '@/lib/foundation/hash';
import { seededRandom } from '@/lib/foundation/random';
import type { Backbone, BackboneRequest, CheckpointFacts } from '../backbone';

/** What a fake model was asked: every text that a real one would have run on. */
export type ModelLog = { searches: number; pairs: number; openedRerankers: string[] };

const facts = (id: string, component: string, stage: string, parentId: string | null): CheckpointFacts => ({
  id,
  name: id,
  component,
  stage,
  contentHash: sha256(id),
  parentId,
  sizeBytes: 1000,
});

/** Embedders and rerankers of four stages; the later the stage, the less noise in its scores. */
export const fakeCheckpoints: readonly CheckpointFacts[] = ['embedder', 'reranker'].flatMap((component) =>
  ['base', 'stage-1', 'stage-2', 'stage-3'].map((stage, i, stages) =>
    facts(`${component}-${stage}`, component, stage, i === 0 ? null : `${component}-${stages[i - 1]}`),
  ),
);

export const fakeDocuments = 60;
const noiseOf = (id: string): number =>
  ({ base: 1.6, 'stage-1': 1, 'stage-2': 0.5, 'stage-3': 0.4 })[id.replace(/^\w+-/, '')] ?? 2;

/** A query is about the document of its first number, modulo the corpus: every model scores that document 1 and the others 0, plus noise. */
function fakeScore(model: string, queryText: string, ordinal: number): number {
  const topic = Number(/\d+/.exec(queryText)?.[0]) % fakeDocuments;
  const random = seededRandom(Number.parseInt(sha256(`${model}|${queryText}|${ordinal}`).slice(0, 8), 16));
  return (ordinal === topic ? 1 : 0) + random.normal() * noiseOf(model) * 0.5;
}

/** A backbone without models: deterministic scores, and a log of what a real one would have computed. */
export function fakeBackbone(log: ModelLog, failAfterPairs = Number.POSITIVE_INFINITY) {
  return async ({ corpusHash, embedderIds, rerankerIds }: BackboneRequest): Promise<Backbone> => {
    const wanted = new Set([...embedderIds, ...rerankerIds]);
    return {
      corpusHash,
      documentIds: Array.from({ length: fakeDocuments }, (_, i) => `d${i}`),
      passageHash: (ordinal) => sha256(`passage ${ordinal}`),
      checkpoints: fakeCheckpoints.filter(({ id }) => wanted.has(id)),
      indexes: embedderIds.map((id) => ({
        id: `index-${id}`,
        embedderHash: sha256(id),
        corpusHash,
        manifestHash: sha256(`m${id}`),
      })),
      async search(spec, queries, depth) {
        log.searches += queries.length;
        return queries.map(({ text }) => {
          const models = spec.embedders.map(({ checkpointId }) => checkpointId);
          if (spec.bm25) models.push('bm25');
          const scored = Array.from({ length: fakeDocuments }, (_, ordinal) => ({
            ordinal,
            score: models.reduce((sum, model) => sum + fakeScore(model, text, ordinal), 0) / models.length,
          }));
          scored.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
          const top = scored.slice(0, depth);
          return {
            ordinals: Uint32Array.from(top, ({ ordinal }) => ordinal),
            scores: Float64Array.from(top, ({ score }) => score),
          };
        });
      },
      async openReranker(checkpointId) {
        log.openedRerankers.push(checkpointId);
        return {
          score: async (queryText, ordinals) => {
            if (log.pairs + ordinals.length > failAfterPairs) throw new Error('the process was killed here');
            log.pairs += ordinals.length;
            return ordinals.map((ordinal) => fakeScore(checkpointId, queryText, ordinal));
          },
          close: async () => {},
        };
      },
      close: async () => {},
    };
  };
}
