import { Cancelled, Uncomputable } from '@/lib/foundation/errors';
import { type Random, seededRandom } from '@/lib/foundation/random';
import { copyWeights, type Weights } from '@/lib/nn/parameters';
import { learningRate } from '@/lib/nn/schedule';
import { meanMeasures, measureRanking, type QuestionMeasures } from '../measure-rankings';
import type { EmbedderRecipe, MiningRecipe, PairSource } from '../recipe';
import { randomOrder } from '../text/token-sequence';
import { epochPairs, type LabelledPair, type TrainingData } from '../training-data';
import type { DevMeasures, EpochState, MinedExample, TrainingPorts } from '../training-ports';
import { contrastiveBatch, type LabelledRow } from './contrastive-batch';
import type { EmbedderTrainer } from './embedder-trainer';
import { type MinedNegatives, mineNegatives, miningStatistics } from './mine-negatives';
import { NearestDocuments } from './nearest';
import { type WeakPair, weakPair } from './weak-pairs';

/** How a stage ended: its best measured epoch, whose weights the trainer now holds. */
export type StageOutcome = {
  epochs: number;
  bestEpoch: number;
  loss: number;
  /** of the kept weights; undefined without dev questions */
  dev?: DevMeasures;
  devByQuestion: QuestionMeasures[];
  stoppedEarly: boolean;
  steps: number;
};

/** Deeper than any rank that is mined or measured. */
const searchDepth = 200;

/**
 * Trains one stage of an embedder in place and leaves the best measured weights in the trainer.
 *
 * Every epoch draws its own random numbers from the seed, so a training that resumes after an epoch continues exactly as
 * the uninterrupted one would have.
 *
 * @param key   under which epochs are kept, unique to this stage of this training
 * @throws {Cancelled} when the signal is raised
 * @throws {Uncomputable} if the loss stops being a number (the last good epoch stays kept), or there is nothing to train on
 */
export async function trainEmbedderStage(
  trainer: EmbedderTrainer,
  data: TrainingData,
  recipe: EmbedderRecipe,
  seed: number,
  key: string,
  ports: TrainingPorts,
): Promise<StageOutcome> {
  const stage = new EmbedderStage(trainer, data, recipe, seed, key, ports);
  return stage.run();
}

class EmbedderStage {
  private step = 0;
  private totalSteps = 0;
  private negatives: MinedNegatives[] = [];
  private firstNegatives: MinedNegatives[] = [];
  private best: { epoch: number; dev: DevMeasures; byQuestion: QuestionMeasures[]; weights: Weights } | undefined;
  private measurementsWithoutGain = 0;
  private readonly labelledShare: number;
  private readonly weakSources: [Exclude<PairSource, 'labelled'>, number][];

  constructor(
    private readonly trainer: EmbedderTrainer,
    private readonly data: TrainingData,
    private readonly recipe: EmbedderRecipe,
    private readonly seed: number,
    private readonly key: string,
    private readonly ports: TrainingPorts,
  ) {
    const shares = Object.entries(recipe.sources) as [PairSource, number][];
    const total = shares.reduce((sum, [, share]) => sum + share, 0);
    const canLabel = data.train.length > 0;
    this.labelledShare = canLabel ? (recipe.sources.labelled ?? 0) / total : 0;
    this.weakSources = shares.filter(
      (entry): entry is [Exclude<PairSource, 'labelled'>, number] => entry[0] !== 'labelled',
    );
    if (this.labelledShare === 0 && this.weakSources.length === 0) {
      throw new Uncomputable('This stage learns from labelled questions only, and the train split has none.', {
        hint: 'Add qrels to the train split, or give the recipe an unlabelled source such as inverse-cloze.',
      });
    }
  }

  async run(): Promise<StageOutcome> {
    const { recipe, ports, data } = this;
    this.totalSteps = recipe.epochs * this.stepsPerEpoch();
    const questions = { trainQuestions: data.train.length, devQuestions: data.dev.length };
    this.report({ kind: 'started', totalSteps: this.totalSteps, ...questions });
    if (recipe.mining) await this.mine(recipe.mining, 0);
    const resumedFrom = await this.resume();
    let loss = Number.NaN;
    let epoch = resumedFrom;
    for (; epoch < recipe.epochs && !this.hasStoppedEarly(); epoch++) {
      if (recipe.mining?.refresh === 'epoch' && epoch > 0) await this.mine(recipe.mining, epoch);
      loss = await this.runEpoch(epoch);
      await this.measure(epoch + 1, loss);
      const isLast = epoch + 1 === recipe.epochs || this.hasStoppedEarly();
      if (isLast && this.best) restore(this.trainer.weights(), this.best.weights);
      await ports.saveEpoch?.(this.key, this.state(epoch + 1, loss, isLast));
    }
    if (this.best) restore(this.trainer.weights(), this.best.weights);
    return {
      epochs: epoch,
      bestEpoch: this.best?.epoch ?? epoch,
      loss,
      dev: this.best?.dev,
      devByQuestion: this.best?.byQuestion ?? [],
      stoppedEarly: epoch < recipe.epochs,
      steps: this.step,
    };
  }

  /** The base sees every document once an epoch; the other stages every labelled pair. */
  private stepsPerEpoch(): number {
    const { batchSize } = this.recipe;
    if (this.labelledShare === 0) return Math.max(1, Math.floor(this.data.documents.length / batchSize));
    const pairs = this.data.train.reduce((sum, question) => sum + question.positives.size, 0);
    return Math.max(1, Math.ceil(pairs / this.labelledRows()));
  }

  private labelledRows(): number {
    return this.labelledShare === 0 ? 0 : Math.max(1, Math.round(this.recipe.batchSize * this.labelledShare));
  }

  private async runEpoch(epoch: number): Promise<number> {
    const { recipe, data, ports } = this;
    const random = seededRandom(this.seed * 1009 + epoch);
    const pairs = epochPairs(data.train, random, (question) => this.isSelected(question));
    const order = randomOrder(data.documents.length, random);
    const perBatch = this.labelledRows();
    let cursor = 0;
    let lossSum = 0;
    let steps = 0;
    const startedMs = ports.nowMs();
    let tokens = 0;
    const nextDocument = (): number => order[cursor++ % order.length] as number;
    const count = perBatch > 0 ? Math.ceil(pairs.length / perBatch) : this.stepsPerEpoch();
    for (let b = 0; b < count; b++) {
      if (ports.signal?.aborted)
        throw new Cancelled('The training was stopped. It can go on from the last finished epoch.');
      const labelled = pairs.slice(b * perBatch, (b + 1) * perBatch).map((pair) => this.labelledRow(pair, random));
      const weak = this.weakPairs(recipe.batchSize - perBatch, nextDocument, random);
      if (labelled.length + weak.length === 0) continue;
      const schedule = { ...recipe, peak: recipe.learningRate, totalSteps: this.totalSteps };
      const rate = learningRate(schedule, this.step);
      const report = await this.trainer.step(contrastiveBatch(labelled, weak, data.documents), rate, random);
      this.refuseDivergence(report.loss, report.gradientNorm, epoch, b);
      this.step += 1;
      steps += 1;
      lossSum += report.loss;
      tokens += report.tokens;
      const tokensPerSecond = (1000 * tokens) / Math.max(1, ports.nowMs() - startedMs);
      const { step, totalSteps } = this;
      this.report({ kind: 'step', step, totalSteps, loss: report.loss, learningRate: rate, tokensPerSecond });
    }
    if (steps === 0) throw new Uncomputable('The documents and questions are too few or too short to make one batch.');
    return lossSum / steps;
  }

  private refuseDivergence(loss: number, norm: number, epoch: number, batch: number): void {
    if (Number.isFinite(loss) && Number.isFinite(norm)) return;
    throw new Uncomputable(
      `The loss stopped being a number in epoch ${epoch + 1}, batch ${batch + 1}. The last finished epoch is kept.`,
      { hint: 'Use a lower learning rate, or a higher temperature.' },
    );
  }

  private labelledRow({ question, document }: LabelledPair, random: Random): LabelledRow {
    const { sequence, positives } = this.data.train[question] as TrainingData['train'][number];
    const { mining } = this.recipe;
    const negatives: number[] = [];
    for (let i = 0; i < (mining?.negatives ?? 0); i++) {
      const isFirst = random.next() < (mining?.keepFirstMining ?? 0);
      const from = (isFirst ? this.firstNegatives : this.negatives)[question]?.documents;
      if (from && from.length > 0) negatives.push(from[random.int(from.length)] as number);
    }
    return { query: sequence, positive: document, negatives, positives };
  }

  private weakPairs(count: number, nextDocument: () => number, random: Random): WeakPair[] {
    const { documents, groups } = this.data;
    const total = this.weakSources.reduce((sum, [, share]) => sum + share, 0);
    const pairs: WeakPair[] = [];
    if (total === 0) return pairs;
    // Documents that are too short for their source are passed over; the bound keeps a hopeless corpus from looping.
    for (let attempt = 0; pairs.length < count && attempt < 4 * count; attempt++) {
      const source = drawSource(this.weakSources, random.next() * total);
      const pair = weakPair(source, documents, nextDocument(), random, groups);
      if (pair) pairs.push(pair);
    }
    return pairs;
  }

  /** Whether the question is answered with so little margin that this stage should train on it. */
  private isSelected(question: number): boolean {
    const limit = this.recipe.mining?.selectBelowGap;
    const gap = this.negatives[question]?.gap;
    return limit === undefined || gap === undefined || gap < limit;
  }

  private async mine(mining: MiningRecipe, epoch: number): Promise<void> {
    const { data, trainer, ports } = this;
    const nearest = await NearestDocuments.build(trainer, data.documents, searchDepth, ports.createRunner);
    const ranked = await nearest.search(
      trainer,
      data.train.map((question) => question.sequence),
    );
    await nearest.release();
    this.negatives = ranked.map((result, i) => mineNegatives(result, data.train[i]?.positives ?? new Set(), mining));
    if (epoch === 0) this.firstNegatives = this.negatives;
    const minedBy = epoch === 0 ? 'parent' : `epoch ${epoch}`;
    const examples = this.negatives.slice(0, 5).flatMap(({ documents }, i): MinedExample[] => {
      const documentId = data.documentIds[documents[0] ?? -1];
      const questionId = data.train[i]?.id ?? '';
      return documentId ? [{ questionId, documentId, rank: mining.rankFrom, minedBy }] : [];
    });
    this.report({ kind: 'mined', epoch, statistics: miningStatistics(this.negatives, mining), examples });
  }

  /** Measures on dev as often as the recipe asks, always after the last epoch, and keeps the best weights. */
  private async measure(epoch: number, loss: number): Promise<void> {
    const { recipe, data, trainer } = this;
    const every = Math.max(1, Math.ceil(recipe.epochs / Math.max(1, recipe.devMeasurements)));
    if (data.dev.length === 0 || (epoch % every !== 0 && epoch !== recipe.epochs)) return;
    const byQuestion = await measureEmbedder(trainer, data, this.ports);
    const dev = meanMeasures(byQuestion);
    if (!dev) return;
    const isBest = !this.best || devScore(dev) > devScore(this.best.dev);
    this.measurementsWithoutGain = isBest ? 0 : this.measurementsWithoutGain + 1;
    if (isBest) this.best = { epoch, dev, byQuestion, weights: copyWeights(trainer.weights()) };
    this.report({ kind: 'measured', epoch, loss, dev, isBest });
  }

  private hasStoppedEarly(): boolean {
    return this.measurementsWithoutGain >= this.recipe.patience;
  }

  /** A finished stage keeps only its result: a quarter of the size, and enough to go on with the next stage. */
  private state(epoch: number, loss: number, isFinished: boolean): EpochState {
    const arrays = new Map<string, Float32Array>();
    const facts: EpochState['facts'] = { epoch, loss, step: this.step, without: this.measurementsWithoutGain };
    for (const [name, data] of this.trainer.weights()) arrays.set(`weight.${name}`, data);
    for (const [name, { first, second, steps }] of isFinished ? [] : this.trainer.moments) {
      arrays.set(`first.${name}`, first).set(`second.${name}`, second);
      facts[`steps.${name}`] = steps;
    }
    for (const [name, data] of isFinished ? [] : (this.best?.weights ?? [])) arrays.set(`best.${name}`, data);
    facts.best = this.best && JSON.stringify({ ...this.best, weights: undefined });
    return { arrays, facts };
  }

  /** Takes up the last kept epoch and returns how many are done. */
  private async resume(): Promise<number> {
    const kept = await this.ports.loadEpoch?.(this.key);
    if (!kept) return 0;
    const { arrays, facts } = kept;
    const weights: Weights = new Map();
    for (const [name, data] of this.trainer.weights()) {
      data.set(arrays.get(`weight.${name}`) ?? data);
      weights.set(name, arrays.get(`best.${name}`) ?? data.slice());
    }
    for (const [name, moments] of this.trainer.moments) {
      moments.first.set(arrays.get(`first.${name}`) ?? moments.first);
      moments.second.set(arrays.get(`second.${name}`) ?? moments.second);
      moments.steps = Number(facts[`steps.${name}`] ?? 0);
    }
    if (typeof facts.best === 'string') this.best = { ...JSON.parse(facts.best), weights };
    this.step = Number(facts.step);
    this.measurementsWithoutGain = Number(facts.without);
    const epoch = Number(facts.epoch);
    this.report({ kind: 'resumed', epoch });
    return epoch;
  }

  private report(event: DistributiveOmit<Parameters<TrainingPorts['onProgress']>[0], 'component' | 'stage'>): void {
    this.ports.onProgress({ component: 'embedder', stage: this.recipe.stage, ...event });
  }
}

/** The source whose share covers `draw`, a number from 0 up to the sum of the shares. */
function drawSource<T>(sources: readonly (readonly [T, number])[], draw: number): T {
  let rest = draw;
  for (const [source, share] of sources) {
    if (rest < share) return source;
    rest -= share;
  }
  return (sources[0] as readonly [T, number])[0];
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An embedder serves coverage, so dev recall decides, with some weight on MRR where recalls are near. */
const devScore = (dev: DevMeasures): number => (dev.recall20 + dev.recall60 + dev.recall100) / 3 + 0.2 * dev.mrr10;

function restore(into: Weights, from: Weights): void {
  for (const [name, data] of into) data.set(from.get(name) ?? data);
}

/** Measures of each dev question with the current weights, dense retrieval alone. */
export async function measureEmbedder(
  trainer: EmbedderTrainer,
  data: TrainingData,
  ports: Pick<TrainingPorts, 'createRunner'>,
): Promise<QuestionMeasures[]> {
  const nearest = await NearestDocuments.build(trainer, data.documents, searchDepth, ports.createRunner);
  const ranked = await nearest.search(
    trainer,
    data.dev.map((question) => question.sequence),
  );
  await nearest.release();
  return ranked.map(({ documents }, i) => {
    const { id, positives } = data.dev[i] as TrainingData['dev'][number];
    return measureRanking(id, documents, positives);
  });
}
