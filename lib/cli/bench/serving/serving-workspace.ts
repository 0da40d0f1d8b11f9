import type { Actor } from '@/lib/auth/actor';
import { createApplication } from '@/lib/releases/applications';
import { createRelease } from '@/lib/releases/create-release';
import { previewGate, promoteRelease } from '@/lib/releases/promote-release';
import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import { saveConfiguration } from '@/lib/retrieval/save-configuration';
import { serveRetrieve } from '@/lib/serving/serve-retrieve';
import type { WebNode } from '@/lib/serving/web-node';
import {
  type Collection,
  findModels,
  hasCollection,
  readCollection,
  sliceOf,
  syntheticCollection,
} from '../bench-material';
import type { SuiteContext } from '../bench-row';
import { benchActor, buildIndexNow, importCollection, importModel } from '../workspace';

/** Three releases over one corpus, one application that asks. */
export type ServingWorkspace = {
  releaseIds: [string, string, string];
  application: Actor;
  collection: Collection;
  questions: string[];
  /** undefined where there are no real models: the releases are then BM25 alone */
  models: { embedderId: string; rerankerId: string } | undefined;
};

const operatingPoint = { budget: 60, depth: 10 };

export async function makeServingWorkspace(context: SuiteContext): Promise<ServingWorkspace> {
  const { materialDir, workDir, isQuick } = context;
  const [documents, questions] = isQuick ? [600, 8] : [5_000, 40];
  const folders = findModels(materialDir);
  if (!folders) context.remark('no models in the material folder: the releases are BM25 alone');
  const isReal = hasCollection(materialDir);
  if (!isReal) context.remark('no collection in the material folder: a synthetic one is used');
  const collection = isReal
    ? sliceOf(await readCollection(materialDir), documents, questions)
    : syntheticCollection(documents, questions);
  const { corpusHash } = await importCollection(workDir, collection);
  let models: ServingWorkspace['models'];
  if (folders) {
    const embedder = await importModel(folders.embedder, 'zh-tiny-embed');
    const reranker = await importModel(folders.reranker, 'zh-tiny-rerank');
    await buildIndexNow(embedder.id, corpusHash);
    models = { embedderId: embedder.id, rerankerId: reranker.id };
  }
  const { id } = await createApplication(benchActor, { name: 'bench', corpusHash, ...operatingPoint });
  const releaseIds: string[] = [];
  for (const [i, spec] of specsOf(models).entries()) {
    const configuration = await saveConfiguration(benchActor, { name: `bench ${i + 1}`, spec });
    const release = await createRelease(benchActor, { configurationId: configuration.id, reason: 'bench' });
    releaseIds.push(release.id);
  }
  return {
    releaseIds: releaseIds as ServingWorkspace['releaseIds'],
    application: { kind: 'application', applicationId: id, keyId: 'bench' },
    collection,
    questions: collection.queries.map(({ text }) => text),
    models,
  };
}

/** Configurations that order differently, so that an answer tells which release gave it. */
function specsOf(models: ServingWorkspace['models']): ConfigurationSpec[] {
  const fusion = { normalise: 'max' } as const;
  if (!models) {
    return [0.3, 0.75, 1].map((b) => ({
      embedders: [],
      bm25: { weight: 1, k1: 1.5, b },
      reranker: null,
      fusion,
      operatingPoint,
    }));
  }
  const embedders = [{ checkpointId: models.embedderId, weight: 1 }];
  const bm25 = { weight: 1, k1: 1.5, b: 0.75 };
  const reranker = (weight: number) => ({ checkpointId: models.rerankerId, weight });
  return [
    { embedders, bm25: null, reranker: reranker(1), fusion, operatingPoint },
    { embedders, bm25, reranker: reranker(0.5), fusion, operatingPoint },
    { embedders, bm25, reranker: reranker(0.2), fusion, operatingPoint },
  ];
}

/** Promotes with every doubt of the gate accepted: the bench has no evaluations. */
export async function promote(node: WebNode, releaseId: string) {
  const { blockers, doubts } = await previewGate(benchActor, releaseId);
  const overrides = [...blockers, ...doubts].filter((reason) => reason.isOverridable).map(({ code }) => code);
  return promoteRelease(benchActor, { releaseId, reason: 'bench', overrides }, node);
}

export type Answer = { release: string; ids: string; finishedMs: number; latencyMs: number };

/**
 * Asks in `clients` loops until stopped, each question in turn.
 *
 * @param nowMs  the clock that stamps answers
 * @param pauseMs between an answer and the next question of a client
 */
export function keepAsking(
  { application, questions }: Pick<ServingWorkspace, 'application' | 'questions'>,
  { clients, pauseMs = 0, nowMs }: { clients: number; pauseMs?: number; nowMs: () => number },
) {
  const answers: (Answer & { question: string })[] = [];
  const failures: unknown[] = [];
  let isStopped = false;
  const loop = async (client: number) => {
    for (let turn = client; !isStopped; turn += clients) {
      const question = questions[turn % questions.length] as string;
      const startMs = nowMs();
      try {
        const { release, results } = await serveRetrieve(application, { query: question });
        const finishedMs = nowMs();
        const ids = results.map(({ id }) => id).join();
        answers.push({ question, release, ids, finishedMs, latencyMs: finishedMs - startMs });
      } catch (error) {
        failures.push(error);
      }
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  const loops = Array.from({ length: clients }, (_, client) => loop(client));
  return {
    answers,
    failures,
    stop: async () => {
      isStopped = true;
      await Promise.all(loops);
    },
  };
}
