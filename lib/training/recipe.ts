/**
 * A recipe is all that one stage of training is told: plain data, recorded with the checkpoint it makes. The recipes of
 * the product are in `recipes/`, one file each.
 */
export type Component = 'embedder' | 'reranker';
export type StageName = 'base' | 'stage-1' | 'stage-2' | 'stage-3';
export const stageNames: readonly StageName[] = ['base', 'stage-1', 'stage-2', 'stage-3'];

/**
 * Where training pairs come from:
 * - `labelled`: a question and a document that the qrels call relevant
 * - `title`: the title of a document and its text
 * - `inverse-cloze`: a passage cut out of a document, and the rest of it (Lee et al., 2019)
 * - `crop`: two passages of one document that may overlap (Izacard et al., 2022)
 * - `neighbour`: a passage of a document and the document after it in the corpus
 */
export type PairSource = 'labelled' | 'title' | 'inverse-cloze' | 'crop' | 'neighbour';

/** How the learning rate moves and when training ends. */
export type OptimisationRecipe = {
  /** times each training example is seen; for pairs that are cut at random, times each document is */
  epochs: number;
  /** highest learning rate, reached after the warm-up */
  learningRate: number;
  /** share of the steps during which the rate rises, in [0, 1) */
  warmup: number;
  decay: 'linear' | 'cosine' | 'none';
  /** decoupled weight decay of AdamW */
  weightDecay: number;
  /** gradients are shortened to this norm */
  maximumGradientNorm: number;
  /** dev is measured this many times in a stage; the best measured epoch is kept */
  devMeasurements: number;
  /** measurements without a better one after which the stage ends early */
  patience: number;
};

/** How documents that are near but wrong are found. */
export type MiningRecipe = {
  /** negatives added to the batch for each question */
  negatives: number;
  /** only these ranks of the model's own result are used, counted from 1 after known positives are removed */
  rankFrom: number;
  rankTo: number;
  /**
   * a document is left out when its score exceeds this share of the best positive's score, as it is then probably an
   * unlabelled answer (NV-Retriever's TopK-PercPos, Moreira et al., 2024); 1 leaves out what beats the positive
   */
  maximumShareOfPositive?: number;
  /** `stage`: mined once, with the parent's weights; `epoch`: again before every epoch, with the current weights */
  refresh: 'stage' | 'epoch';
  /** share of the negatives that still come from the first mining when they are refreshed, in [0, 1] */
  keepFirstMining: number;
  /**
   * only questions are trained on whose best labelled document leads the best other one by less than this in score;
   * all questions when absent
   */
  selectBelowGap?: number;
};

/** Trains all weights, or a LoRA adapter on frozen ones. */
export type TuningRecipe = { kind: 'full' } | { kind: 'lora'; rank: number; alpha: number };

export type EmbedderRecipe = OptimisationRecipe & {
  component: 'embedder';
  stage: StageName;
  /** shares of the batch by source; they need not add up to 1 */
  sources: Partial<Record<PairSource, number>>;
  /** rows of a batch, all sources together */
  batchSize: number;
  /** unit of cosine similarity in the loss */
  temperature: number;
  /** share of the words left out of each text at random */
  tokenDropout: number;
  mining?: MiningRecipe;
  tuning: TuningRecipe;
};

export type RerankerRecipe = OptimisationRecipe & {
  component: 'reranker';
  stage: StageName;
  /** where lists come from: pseudo-questions cut from documents, or labelled questions */
  lists: 'pseudo' | 'labelled';
  /** pseudo-questions an epoch, when lists are pseudo */
  pseudoQuestions?: number;
  /** questions of a batch */
  batchSize: number;
  /** documents that are ranked for a question, its positive among them */
  listSize: number;
  mining: MiningRecipe;
  tuning: TuningRecipe;
};

export type Recipe = EmbedderRecipe | RerankerRecipe;
