import type { Actor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { cellConfiguration } from '@/lib/evaluation/cell-configuration';
import { evaluateComponents } from '@/lib/evaluation/evaluate-components';
import type { GridRowRequest } from '@/lib/evaluation/grid-request';
import { openBackbone } from '@/lib/evaluation/open-backbone';
import { getEvaluation } from '@/lib/evaluation/read-evaluations';
import { runGrid } from '@/lib/evaluation/run-grid';
import { NotFound } from '@/lib/foundation/errors';
import { type ConfigurationSpec, defaultBm25 } from '@/lib/retrieval/configuration';
import { type StageName, stageNames } from '@/lib/training/recipe';
import type { SampleCollection } from './import-collection';
import type { SampleModels } from './import-models';
import type { InstallContext } from './install-context';

/** So small a corpus is exhausted by the budgets of a large one. */
const sampleBudgets = [5, 10, 20];
const depth = 5;
const split = 'test';
const measures = ['nDCG@5', 'RR@5', 'Recall@5', 'Success@5'];
/** Share of the reranker in the fused score: what dev liked best (0.1, see the training reports), and more. */
const rerankerWeights = [0.1, 0.3];
/** Dense and lexical share of the first stage, as the training of the reranker found it on dev. */
const firstStageWeights = { dense: 0.5, lexical: 0.5 };
const seed = 1;

/** The mix that went live first: what was there before the harder stages were trained. */
const firstMix = { embedder: 'stage-1', reranker: 'base', budget: 20, weight: 0.3 } as const;

/** First stage retrieval of one embedder stage with BM25. */
const mixedRow = (models: SampleModels, stage: StageName): GridRowRequest => ({
  key: stage,
  label: `${stage} + BM25`,
  embedders: [{ checkpointId: models.embedder[stage], weight: firstStageWeights.dense }],
  bm25: { ...defaultBm25, weight: firstStageWeights.lexical },
  normalise: 'max',
});

const lexicalRow: GridRowRequest = { key: 'bm25', label: 'BM25', embedders: [], bm25: defaultBm25, normalise: 'max' };

type Step = { actor: Actor; context: InstallContext; models: SampleModels; collection: SampleCollection };

/** Runs an evaluation unless it was stored by an earlier attempt; returns its id. */
async function once(name: string, run: () => Promise<{ evaluationId: string }>): Promise<string> {
  const known = await db().evaluation.findFirst({ where: { name, isSample: true, kind: { not: 'storing' } } });
  return known?.id ?? (await run()).evaluationId;
}

const workOf = ({ signal, progress }: InstallContext) => ({ signal, progress });

/** Embedders as recall-budget curves, BM25 beside them. */
export function measureEmbedders({ actor, context, models, collection }: Step): Promise<string> {
  const name = 'Orvane: embedders by stage';
  const rows: GridRowRequest[] = [
    lexicalRow,
    ...stageNames.map((stage) => ({
      key: stage,
      label: `embedder ${stage}`,
      embedders: [{ checkpointId: models.embedder[stage], weight: 1 }],
      bm25: null,
      normalise: 'max' as const,
    })),
  ];
  const request = {
    component: 'embedder' as const,
    name,
    versionId: collection.versionId,
    split,
    rows,
    depth: 100,
    measures: ['Recall@5', 'Recall@10', 'Recall@20', 'RR@10', 'nDCG@10'],
    seed,
    isSample: true,
  };
  return once(name, () => evaluateComponents(actor, request, openBackbone, workOf(context)));
}

/** Rerankers by order over the candidates of the last embedder. */
export function measureRerankers({ actor, context, models, collection }: Step): Promise<string> {
  const name = 'Orvane: rerankers by stage';
  const request = {
    component: 'reranker' as const,
    name,
    versionId: collection.versionId,
    split,
    candidates: mixedRow(models, 'stage-3'),
    budget: 20,
    rerankerIds: stageNames.map((stage) => models.reranker[stage]),
    measures: ['RR@10', 'nDCG@10', 'nDCG@5', 'Success@1'],
    seed,
    isSample: true,
  };
  return once(name, () => evaluateComponents(actor, request, openBackbone, workOf(context)));
}

const keyOfFirstMix = ({ reranker }: SampleModels): string =>
  [firstMix.embedder, reranker[firstMix.reranker], firstMix.budget, depth, firstMix.weight].join('|');

/** The first mix alone, before there was a grid: what its release was promoted on. */
export async function measureFirstMix({ actor, context, models, collection }: Step): Promise<MeasuredCell> {
  const name = 'Orvane: the first mix';
  const id = await once(name, () =>
    runGrid(
      actor,
      {
        name,
        versionId: collection.versionId,
        split,
        rows: [mixedRow(models, firstMix.embedder)],
        rerankerIds: [models.reranker[firstMix.reranker]],
        hasNoReranker: false,
        budgets: [firstMix.budget],
        depths: [depth],
        rerankerWeights: [firstMix.weight],
        measures,
        seed,
        isSample: true,
      },
      openBackbone,
      workOf(context),
    ),
  );
  const cell = keyOfFirstMix(models);
  return { evaluationId: id, cell, spec: cellConfiguration(await getEvaluation(actor, id), cell) };
}

/** A cell of a grid as a configuration. */
export type MeasuredCell = { evaluationId: string; cell: string; spec: ConfigurationSpec };

/** Every embedder with every reranker; the first mix is the champion, three tenths of the questions only confirm. */
export async function measureGrid({ actor, context, models, collection }: Step): Promise<MeasuredCell> {
  const name = 'Orvane: stage grid';
  const id = await once(name, () =>
    runGrid(
      actor,
      {
        name,
        versionId: collection.versionId,
        split,
        rows: [lexicalRow, ...stageNames.map((stage) => mixedRow(models, stage))],
        rerankerIds: stageNames.map((stage) => models.reranker[stage]),
        budgets: sampleBudgets,
        depths: [depth],
        rerankerWeights,
        measures,
        primaryMeasure: 'nDCG@5',
        champion: keyOfFirstMix(models),
        confirmationShare: 0.3,
        seed,
        isSample: true,
      },
      openBackbone,
      workOf(context),
    ),
  );
  const evaluation = await getEvaluation(actor, id);
  if (evaluation.results.kind !== 'grid') throw new NotFound('The sample has no stage grid.');
  const { best } = evaluation.results;
  return { evaluationId: id, cell: best, spec: cellConfiguration(evaluation, best) };
}
