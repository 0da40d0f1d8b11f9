import { InvalidInput } from '@/lib/foundation/errors';
import { contentHash, sha256 } from '@/lib/foundation/hash';
import type { Weights } from '@/lib/nn/parameters';
import {
  embedderFiles,
  type FolderFiles,
  type ParentFiles,
  type Precision,
  readParent,
  rerankerFiles,
} from './checkpoint/checkpoint-files';
import { adapterTensors, writeSafetensors } from './checkpoint/safetensors';
import {
  isTransformer,
  readTransformerParent,
  type TransformerParent,
  transformerFiles,
} from './checkpoint/transformer-files';
import { measureEmbedder } from './embedder/train-embedder-stage';
import { quantisationLoss } from './measure-quantisation';
import type { QuestionMeasures } from './measure-rankings';
import { type Component, type EmbedderRecipe, type RerankerRecipe, type StageName, stageNames } from './recipe';
import { transformerRecipes } from './recipes/transformer-stages';
import type { LexicalScorer } from './reranker/first-stage';
import { defaultRerankerShape, type RerankerShape } from './reranker/match-encoder';
import { embedderRecipes, rerankerRecipes } from './stage-recipes';
import { buildTokenizer, defaultTokenizer, loadTokenizer, type TokenizerFiles } from './text/build-tokenizer';
import {
  encodeData,
  type LabelProblems,
  type TrainingDocument,
  type TrainingTask,
  trainingTexts,
} from './text/encode-data';
import { type BagSettings, bagForSearch, createBag, defaultBag, trainBagStage } from './train-embedder';
import { measureMatch, outOfFoldCandidates, trainMatchStage } from './train-reranker';
import { defaultTransformer, measureTransformer, trainTransformerStage } from './train-transformer';
import type { TrainingData } from './training-data';
import type { DevMeasures, TrainingPorts } from './training-ports';

export type TrainingInput = {
  component: Component;
  documents: readonly TrainingDocument[];
  /** one or more tasks over the same corpus; test labels have no place here */
  tasks: readonly TrainingTask[];
  /** which stages to train, in the order base, stage-1, stage-2, stage-3 */
  stages: readonly StageName[];
  seed: number;
  /** files of the checkpoint that the first stage continues from; needed when `stages` does not begin with base */
  parent?: ReadonlyMap<string, Uint8Array>;
  /**
   * for a reranker: the embedder whose candidates it will order, and that embedder's base, from which the out-of-fold
   * embedders are trained
   */
  embedder?: { final: ReadonlyMap<string, Uint8Array>; base: ReadonlyMap<string, Uint8Array> };
  /** for a reranker: BM25 over the same documents in the same order, if the first stage uses it */
  bm25?: LexicalScorer;
  /** how the served table is stored (default int8) */
  precision?: Precision;
  /** for an embedder without a parent: which architecture the base has (default static-bag); a parent brings its own */
  model?: 'static-bag' | 'transformer';
  /** changes to the product's recipes, by stage */
  recipes?: {
    embedder?: Partial<Record<StageName, EmbedderRecipe>>;
    reranker?: Partial<Record<StageName, RerankerRecipe>>;
  };
  bag?: BagSettings;
  rerankerShape?: RerankerShape;
  maximumDocumentTokens?: number;
};

/** What a stage did to its parent, on dev questions. */
export type StageComparison = {
  /** mean of the stage minus mean of its parent, by measure */
  gain: DevMeasures;
  /** the measure that the component is for is lower than the parent's: Recall@60 of an embedder, RR@10 of a reranker */
  hasRegressed: boolean;
  /** questions whose measure fell, worst first */
  worse: { id: string; before: number; after: number }[];
};

/** The lineage card of a trained checkpoint: everything needed to repeat it, and what it reached. */
export type StageReport = {
  component: Component;
  stage: StageName;
  recipe: EmbedderRecipe | RerankerRecipe;
  seed: number;
  /** hash of documents, questions and labels that were learned from and measured on */
  dataHash: string;
  documents: number;
  trainQuestions: number;
  devQuestions: number;
  labelProblems: LabelProblems;
  epochs: number;
  bestEpoch: number;
  stoppedEarly: boolean;
  steps: number;
  loss: number;
  /** undefined without dev questions */
  dev?: DevMeasures;
  devByQuestion: QuestionMeasures[];
  /** undefined for the first stage of a training without a measured parent */
  comparison?: StageComparison;
  precision: Precision;
  /** dev measures of the stored table minus those of full precision, when stored in 8 bits */
  quantisationLoss?: DevMeasures;
  /** of a reranker: the share of its score in the fusion that serves dev best, its measures alone, and the first stage's */
  fusion?: { share: number; alone: DevMeasures; firstStage: DevMeasures; denseWeight: number };
};

/** A finished stage: the files of its folder, ready for the ordinary importer, and its report. */
export type TrainedCheckpoint = { component: Component; stage: StageName; files: FolderFiles; report: StageReport };

/**
 * Trains the stages one after the other and yields a checkpoint after each. Nothing is written and nothing is
 * registered here: what has been yielded is complete, and an error or a cancellation loses only the stage at work, which
 * resumes from its last epoch when called again with the same input and the same ports.
 *
 * @throws {InvalidInput} if the input contradicts itself (no parent for a later stage, a reranker without embedder)
 * @throws {Uncomputable} if there is nothing to learn from, or the loss stops being a number
 * @throws {Cancelled} when the signal is raised
 */
export async function* trainStages(input: TrainingInput, ports: TrainingPorts): AsyncGenerator<TrainedCheckpoint> {
  checkInput(input);
  if (input.component === 'reranker') yield* trainRerankerStages(input, ports);
  else if (input.parent ? isTransformer(input.parent) : input.model === 'transformer') {
    yield* trainTransformerStages(input, ports);
  } else yield* trainBagStages(input, ports);
}

function checkInput({ component, stages, parent, embedder }: TrainingInput): void {
  const positions = stages.map((stage) => stageNames.indexOf(stage));
  const isInOrder = positions.every((position, i) => i === 0 || position === (positions[i - 1] as number) + 1);
  if (stages.length === 0 || !isInOrder) {
    throw new InvalidInput('Stages are trained in their order without gaps: base, stage-1, stage-2, stage-3.');
  }
  if (stages[0] !== 'base' && !parent) {
    throw new InvalidInput(`${stages[0]} continues a checkpoint, so choose a parent, or begin with base.`);
  }
  if (component === 'reranker' && !embedder) {
    throw new InvalidInput('A reranker is trained on the candidates of an embedder; choose one.');
  }
}

const defaultDocumentTokens = 384;
/** Attention costs the square of the length. */
const defaultTransformerTokens = 128;

async function* trainBagStages(input: TrainingInput, ports: TrainingPorts): AsyncGenerator<TrainedCheckpoint> {
  const parent = input.parent && readParent(input.parent);
  const tokenizer =
    parent?.tokenizer ?? buildTokenizer(trainingTexts(input.documents, input.tasks), 'bert', defaultTokenizer);
  const { data, problems, maximumLength } = prepare(input, tokenizer);
  let bag = parent?.bag ?? createBag(data, tokenizer, input.bag ?? defaultBag, input.seed);
  let before = parent ? await measureBag(parent, data, ports) : undefined;
  for (const stage of input.stages) {
    const recipe = input.recipes?.embedder?.[stage] ?? embedderRecipes[stage];
    const {
      bag: trained,
      adapter,
      outcome,
    } = await trainBagStage(bag, data, recipe, input.seed, keyOf(input, stage), ports);
    const precision = input.precision ?? 'int8';
    const report: StageReport = {
      ...facts(input, data, problems),
      component: 'embedder',
      stage,
      recipe,
      ...outcome,
      comparison: before && compare(before, outcome.devByQuestion, 'recall60'),
      precision,
      quantisationLoss: precision === 'int8' ? await quantisationLoss(trained, data, outcome.dev, ports) : undefined,
    };
    const files = embedderFiles(trained, tokenizer, maximumLength, precision, metadataOf(report));
    if (adapter) files.set('adapter.safetensors', writeSafetensors(adapterTensors(adapter, trained.width)));
    yield { component: 'embedder', stage, files, report };
    [bag, before] = [trained, outcome.devByQuestion];
  }
}

/** A transformer from scratch or imported; stages after the base train LoRA adapters, by default. */
async function* trainTransformerStages(input: TrainingInput, ports: TrainingPorts): AsyncGenerator<TrainedCheckpoint> {
  const tokenizer = input.parent
    ? readTransformerParent(input.parent).tokenizer
    : buildTokenizer(trainingTexts(input.documents, input.tasks), 'bert', defaultTokenizer);
  const fresh = {
    shape: { ...defaultTransformer, vocabulary: tokenizer.vocabulary.length },
    weights: new Map(),
    tokenizer,
  };
  let parent: TransformerParent = input.parent ? readTransformerParent(input.parent) : fresh;
  const longest = Math.min(parent.shape.positions - 2, input.maximumDocumentTokens ?? defaultTransformerTokens);
  const { data, problems } = prepare({ ...input, maximumDocumentTokens: longest }, tokenizer);
  let before = input.parent && (await measureTransformer(parent, data, ports));
  for (const stage of input.stages) {
    const recipe = input.recipes?.embedder?.[stage] ?? transformerRecipes[stage];
    const key = keyOf(input, stage);
    const { weights, adapter, outcome } = await trainTransformerStage(parent, data, recipe, input.seed, key, ports);
    const report: StageReport = {
      ...facts(input, data, problems),
      component: 'embedder',
      stage,
      recipe,
      ...outcome,
      comparison: before && compare(before, outcome.devByQuestion, 'recall60'),
      precision: 'float32',
    };
    parent = { ...parent, weights };
    yield { component: 'embedder', stage, files: transformerFiles(parent, adapter, metadataOf(report)), report };
    before = outcome.devByQuestion;
  }
}

async function* trainRerankerStages(input: TrainingInput, ports: TrainingPorts): AsyncGenerator<TrainedCheckpoint> {
  const final = readParent(input.embedder?.final ?? new Map());
  const base = readParent(input.embedder?.base ?? new Map());
  const parent = input.parent && readParent(input.parent);
  const { data, problems } = prepare(input, final.tokenizer);
  const foldRecipes = (['stage-1', 'stage-2'] as const).map((s) => input.recipes?.embedder?.[s] ?? embedderRecipes[s]);
  const lists = await outOfFoldCandidates(base.bag, final.bag, data, foldRecipes, input.bm25, input.seed, ports);
  const shape = parent?.shape ?? input.rerankerShape ?? defaultRerankerShape;
  let weights: Weights = parent?.weights ?? new Map();
  let before = parent && (await measureMatch(weights, shape, lists, ports));
  for (const stage of input.stages) {
    const recipe = input.recipes?.reranker?.[stage] ?? rerankerRecipes[stage];
    const result = await trainMatchStage(weights, shape, lists, recipe, input.seed, keyOf(input, stage), ports);
    const { dev, ...outcome } = result.outcome;
    const precision = input.precision ?? 'int8';
    const report: StageReport = {
      ...facts(input, data, problems),
      component: 'reranker',
      stage,
      recipe,
      ...outcome,
      dev: dev?.fused,
      comparison: before && compare(before, outcome.devByQuestion, 'mrr10'),
      precision,
      fusion: dev && { share: dev.share, alone: dev.alone, firstStage: dev.firstStage, denseWeight: lists.denseWeight },
    };
    const files = rerankerFiles(shape, final.bag, result.weights, final.tokenizer, precision, metadataOf(report));
    yield { component: 'reranker', stage, files, report };
    [weights, before] = [result.weights, outcome.devByQuestion];
  }
}

function prepare(
  input: TrainingInput,
  tokenizer: TokenizerFiles,
): { data: TrainingData; problems: LabelProblems; maximumLength: number } {
  const maximumLength = input.maximumDocumentTokens ?? defaultDocumentTokens;
  const loaded = loadTokenizer(tokenizer);
  return { ...encodeData(loaded, input.documents, input.tasks, maximumLength, input.seed), maximumLength };
}

async function measureBag({ bag }: ParentFiles, data: TrainingData, ports: TrainingPorts): Promise<QuestionMeasures[]> {
  const searcher = await bagForSearch(bag, ports);
  try {
    return await measureEmbedder(searcher, data, ports);
  } finally {
    await searcher.release();
  }
}

/** Names the kept epochs of a stage: another seed, recipe or dataset must never resume them. */
const keyOf = (input: TrainingInput, stage: StageName): string => {
  const { component, seed, recipes, bag, rerankerShape, model, maximumDocumentTokens } = input;
  const startsFrom = [input.parent, input.embedder?.final, input.embedder?.base].map(hashOfFiles);
  const settings = { component, stage, seed, recipes, bag, rerankerShape, model, maximumDocumentTokens };
  return contentHash({ ...settings, startsFrom, data: dataHash(input) }).slice(0, 24);
};

const hashOfFiles = (files: ReadonlyMap<string, Uint8Array> | undefined): string | null =>
  files ? contentHash([...files].map(([name, bytes]) => [name, sha256(bytes)]).sort()) : null;

const dataHashes = new WeakMap<TrainingInput, string>();

/** Hash of everything that is learned from and measured on; computed once for an input. */
function dataHash(input: TrainingInput): string {
  const known = dataHashes.get(input) ?? hashData(input);
  dataHashes.set(input, known);
  return known;
}

function hashData({ documents, tasks }: TrainingInput): string {
  const relevant = (map: ReadonlyMap<string, readonly string[]> | undefined) => map && [...map];
  return contentHash({
    documents: documents.map(({ id, title, text, group }) => [id, title, text, group ?? null]),
    tasks: tasks.map(({ name, instruction, queries, train, dev }) => ({
      name,
      instruction,
      train: relevant(train),
      dev: relevant(dev),
      queries: [...train.keys(), ...(dev?.keys() ?? [])].map((id) => [id, queries.get(id) ?? null]),
    })),
  });
}

const facts = (input: TrainingInput, data: TrainingData, labelProblems: LabelProblems) => ({
  seed: input.seed,
  dataHash: dataHash(input),
  documents: data.documents.length,
  trainQuestions: data.train.length,
  devQuestions: data.dev.length,
  labelProblems,
});

const metadataOf = ({ component, stage, recipe, seed, dataHash: data }: StageReport): Record<string, string> => ({
  component,
  stage,
  recipe: contentHash(recipe),
  seed: String(seed),
  data,
});

/** Compares a stage with its parent question by question; both are measured on the same dev questions. */
export function compare(
  before: readonly QuestionMeasures[],
  after: readonly QuestionMeasures[],
  decisive: 'recall60' | 'mrr10',
): StageComparison | undefined {
  const earlier = new Map(before.map((measures) => [measures.id, measures]));
  const pairs = after.flatMap((now) => {
    const then = earlier.get(now.id);
    return then ? [{ id: now.id, then, now }] : [];
  });
  if (pairs.length === 0) return undefined;
  const gain = (key: keyof DevMeasures): number =>
    pairs.reduce((sum, { then, now }) => sum + now[key] - then[key], 0) / pairs.length;
  const worse = pairs
    .map(({ id, then, now }) => ({ id, before: then[decisive], after: now[decisive] }))
    .filter((pair) => pair.after < pair.before)
    .sort((a, b) => a.after - a.before - (b.after - b.before));
  const gains: DevMeasures = {
    recall20: gain('recall20'),
    recall60: gain('recall60'),
    recall100: gain('recall100'),
    mrr10: gain('mrr10'),
    ndcg10: gain('ndcg10'),
  };
  return { gain: gains, hasRegressed: gains[decisive] < 0, worse };
}
