import { Cancelled, Uncomputable } from '@/lib/foundation/errors';
import { type Random, seededRandom } from '@/lib/foundation/random';
import { copyWeights, type Weights } from '@/lib/nn/parameters';
import { learningRate } from '@/lib/nn/schedule';
import { fuseReranker } from '@/lib/retrieval/fusion';
import type { Ranked } from '../embedder/nearest';
import type { StaticBag } from '../embedder/static-bag';
import { weakPair } from '../embedder/weak-pairs';
import { meanMeasures, measureRanking, type QuestionMeasures } from '../measure-rankings';
import type { RerankerRecipe } from '../recipe';
import { excerptTokens, type TokenSequence } from '../text/token-sequence';
import type { Question } from '../training-data';
import type { DevMeasures, EpochState, TrainingEvent, TrainingPorts } from '../training-ports';
import type { RerankerTrainer } from './reranker-trainer';

/** A question with the first stage's candidates for it, made by an embedder that was not trained on it. */
export type RerankQuestion = Question & { candidates: Ranked; bag: StaticBag };

export type RerankerData = {
  documents: readonly TokenSequence[];
  train: readonly RerankQuestion[];
  dev: readonly RerankQuestion[];
  /** the bag that the finished model will carry */
  bag: StaticBag;
};

/** Dev measures of the fused ranking, and of each component alone. */
export type RerankerDev = { share: number; fused: DevMeasures; alone: DevMeasures; firstStage: DevMeasures };

export type RerankerOutcome = {
  epochs: number;
  bestEpoch: number;
  loss: number;
  dev?: RerankerDev;
  devByQuestion: QuestionMeasures[];
  stoppedEarly: boolean;
  steps: number;
};

/** K of the measurement: the retrieval budget that issue and paper use. */
export const rerankBudget = 60;
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/**
 * Trains one stage of a reranker in place with a listwise loss and leaves the best measured weights in the trainer.
 *
 * @throws {Cancelled} when the signal is raised
 * @throws {Uncomputable} if the loss stops being a number, or there is nothing to train on
 */
export async function trainRerankerStage(
  trainer: RerankerTrainer,
  data: RerankerData,
  recipe: RerankerRecipe,
  seed: number,
  key: string,
  ports: TrainingPorts,
): Promise<RerankerOutcome> {
  return new RerankerStage(trainer, data, recipe, seed, key, ports).run();
}

type List = { question: TokenSequence; documents: TokenSequence[]; bag: StaticBag };

class RerankerStage {
  private step = 0;
  private best: { epoch: number; dev: RerankerDev; byQuestion: QuestionMeasures[]; weights: Weights } | undefined;
  private withoutGain = 0;
  /** by question: candidates in the order of the current model, when negatives are refreshed */
  private refreshed: Int32Array[] = [];

  constructor(
    private readonly trainer: RerankerTrainer,
    private readonly data: RerankerData,
    private readonly recipe: RerankerRecipe,
    private readonly seed: number,
    private readonly key: string,
    private readonly ports: TrainingPorts,
  ) {
    if (recipe.lists === 'labelled' && data.train.length === 0) {
      throw new Uncomputable('A reranker stage needs labelled train questions, and there are none.', {
        hint: 'Add qrels to the train split, or train only the base stage.',
      });
    }
  }

  async run(): Promise<RerankerOutcome> {
    const { recipe, data, ports } = this;
    const totalSteps = recipe.epochs * this.stepsPerEpoch();
    this.report({ kind: 'started', totalSteps, trainQuestions: data.train.length, devQuestions: data.dev.length });
    let epoch = await this.resume();
    let loss = Number.NaN;
    for (; epoch < recipe.epochs && this.withoutGain < recipe.patience; epoch++) {
      if (recipe.mining.refresh === 'epoch') await this.refresh();
      loss = await this.runEpoch(epoch, totalSteps);
      await this.measure(epoch + 1, loss);
      await ports.saveEpoch?.(this.key, this.state(epoch + 1, loss));
    }
    for (const [name, weights] of this.trainer.weights()) weights.set(this.best?.weights.get(name) ?? weights);
    const { best } = this;
    return {
      epochs: epoch,
      bestEpoch: best?.epoch ?? epoch,
      loss,
      dev: best?.dev,
      devByQuestion: best?.byQuestion ?? [],
      stoppedEarly: epoch < recipe.epochs,
      steps: this.step,
    };
  }

  private listsPerEpoch(): number {
    const { lists, pseudoQuestions } = this.recipe;
    if (lists === 'pseudo') return Math.min(pseudoQuestions ?? 1000, this.data.documents.length);
    return this.data.train.reduce((sum, question) => sum + question.positives.size, 0);
  }

  private stepsPerEpoch(): number {
    return Math.max(1, Math.ceil(this.listsPerEpoch() / this.recipe.batchSize));
  }

  private async runEpoch(epoch: number, totalSteps: number): Promise<number> {
    const { recipe, ports } = this;
    const random = seededRandom(this.seed * 1013 + epoch);
    const lists = recipe.lists === 'pseudo' ? this.pseudoLists(random) : this.labelledLists(random);
    let lossSum = 0;
    let steps = 0;
    let tokens = 0;
    const startedMs = ports.nowMs();
    for (const group of groupsOf(lists, recipe.batchSize)) {
      if (ports.signal?.aborted)
        throw new Cancelled('The training was stopped. It can go on from the last finished epoch.');
      const rate = learningRate({ ...recipe, peak: recipe.learningRate, totalSteps }, this.step);
      const report = await this.trainer.step(this.batch(group), (group[0] as List).bag, rate);
      if (!Number.isFinite(report.loss) || !Number.isFinite(report.gradientNorm)) {
        const where = `epoch ${epoch + 1}, batch ${steps + 1}`;
        throw new Uncomputable(`The loss stopped being a number in ${where}. The last finished epoch is kept.`, {
          hint: 'Use a lower learning rate.',
        });
      }
      this.step += 1;
      steps += 1;
      lossSum += report.loss;
      tokens += report.tokens;
      const tokensPerSecond = (1000 * tokens) / Math.max(1, ports.nowMs() - startedMs);
      this.report({
        kind: 'step',
        step: this.step,
        totalSteps,
        loss: report.loss,
        learningRate: rate,
        tokensPerSecond,
      });
    }
    if (steps === 0)
      throw new Uncomputable('No question has a candidate besides its answers, so there is nothing to rank.');
    return lossSum / steps;
  }

  /** One list for each labelled pair: the document, then negatives from the window of ranks. */
  private labelledLists(random: Random): List[] {
    const { train, documents } = this.data;
    const lists: List[] = [];
    for (const [i, question] of train.entries()) {
      const negatives = this.negativesOf(i, question);
      if (negatives.length === 0) continue;
      for (const positive of question.positives) {
        const list = [documents[positive] as TokenSequence];
        const drawn = random.shuffle([...negatives]).slice(0, this.recipe.listSize - 1);
        for (const negative of drawn) list.push(documents[negative] as TokenSequence);
        lists.push({ question: question.sequence, documents: list, bag: question.bag });
      }
    }
    return random.shuffle(lists);
  }

  private negativesOf(i: number, { candidates, positives }: RerankQuestion): number[] {
    const { rankFrom, rankTo, keepFirstMining } = this.recipe.mining;
    const window = (ranked: Int32Array): number[] =>
      [...ranked].filter((document) => !positives.has(document)).slice(rankFrom - 1, rankTo);
    const first = window(candidates.documents);
    const again = this.refreshed[i];
    if (!again) return first;
    const kept = first.slice(0, Math.round(first.length * keepFirstMining));
    return [...new Set([...kept, ...window(again)])];
  }

  /** Passages that stand for questions, each with its document and others drawn from nearby in the corpus and at random. */
  private pseudoLists(random: Random): List[] {
    const { documents, bag } = this.data;
    const lists: List[] = [];
    const wanted = this.listsPerEpoch();
    for (let attempt = 0; lists.length < wanted && attempt < 4 * wanted; attempt++) {
      const index = random.int(documents.length);
      const pair = weakPair('inverse-cloze', documents, index, random);
      if (!pair) continue;
      const tokensOf = (excerpt: typeof pair.query): TokenSequence => ({
        tokens: excerptTokens(excerpt),
        titleLength: 0,
      });
      const list = [tokensOf(pair.document)];
      for (let n = 1; n < this.recipe.listSize; n++) {
        const offset = random.next() < 0.5 ? 1 + random.int(5) : 1 + random.int(documents.length - 1);
        list.push(documents[(index + offset) % documents.length] as TokenSequence);
      }
      lists.push({ question: tokensOf(pair.query), documents: list, bag });
    }
    return lists;
  }

  private batch(lists: readonly List[]) {
    const { listSize } = this.recipe;
    const targets = new Float32Array(lists.length * listSize);
    const bias = new Float32Array(lists.length * listSize);
    const documents = lists.map((list, i) => {
      targets[i * listSize] = 1;
      // Short lists are filled with their last document, which then does not count.
      return Array.from({ length: listSize }, (_, place) => {
        if (place >= list.documents.length) bias[i * listSize + place] = -1e4;
        return list.documents[Math.min(place, list.documents.length - 1)] as TokenSequence;
      });
    });
    return { questions: lists.map((list) => list.question), documents, targets, bias };
  }

  private async refresh(): Promise<void> {
    const { train, documents } = this.data;
    this.refreshed = [];
    for (const { sequence, candidates, bag } of train) {
      const top = candidates.documents.slice(0, this.recipe.mining.rankTo);
      const scores = await this.trainer.score(
        sequence,
        Array.from(top, (i) => documents[i] as TokenSequence),
        bag,
      );
      this.refreshed.push(Int32Array.from(orderBy(scores), (i) => top[i] as number));
    }
  }

  private async measure(epoch: number, loss: number): Promise<void> {
    const { recipe, data } = this;
    const every = Math.max(1, Math.ceil(recipe.epochs / Math.max(1, recipe.devMeasurements)));
    if (data.dev.length === 0 || (epoch % every !== 0 && epoch !== recipe.epochs)) return;
    const measured = await measureReranker(this.trainer, data);
    const isBest = !this.best || orderScore(measured.dev.fused) > orderScore(this.best.dev.fused);
    this.withoutGain = isBest ? 0 : this.withoutGain + 1;
    if (isBest) this.best = { epoch, ...measured, weights: copyWeights(this.trainer.weights()) };
    this.report({ kind: 'measured', epoch, loss, dev: measured.dev.fused, isBest });
  }

  private state(epoch: number, loss: number): EpochState {
    const arrays = new Map<string, Float32Array>();
    const facts: EpochState['facts'] = { epoch, loss, step: this.step, without: this.withoutGain };
    for (const [name, data] of this.trainer.weights()) arrays.set(`weight.${name}`, data);
    for (const [name, { first, second, steps }] of this.trainer.moments) {
      arrays.set(`first.${name}`, first).set(`second.${name}`, second);
      facts[`steps.${name}`] = steps;
    }
    for (const [name, data] of this.best?.weights ?? []) arrays.set(`best.${name}`, data);
    facts.best = this.best && JSON.stringify({ ...this.best, weights: undefined });
    return { arrays, facts };
  }

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
    this.withoutGain = Number(facts.without);
    this.report({ kind: 'resumed', epoch: Number(facts.epoch) });
    return Number(facts.epoch);
  }

  private report(event: DistributiveOmit<TrainingEvent, 'component' | 'stage'>): void {
    this.ports.onProgress({ component: 'reranker', stage: this.recipe.stage, ...event });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Batches whose lists all use the same bag, in the order of the lists. */
function groupsOf(lists: readonly List[], size: number): List[][] {
  const open = new Map<StaticBag, List[]>();
  const groups: List[][] = [];
  for (const list of lists) {
    const group = open.get(list.bag) ?? [];
    open.set(list.bag, group);
    group.push(list);
    if (group.length < size) continue;
    groups.push(group);
    open.delete(list.bag);
  }
  return [...groups, ...open.values()].filter((group) => group.length > 0);
}

/** Positions by score, best first; equal scores keep their order. */
export const orderBy = (scores: ArrayLike<number>): number[] =>
  Array.from(scores, (_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);

/** A reranker serves order, so MRR and nDCG decide. */
const orderScore = (dev: DevMeasures): number => dev.mrr10 + dev.ndcg10;

/** Dev measures of the reranker on the first stage's candidates; the share of the fusion is the best one on these questions. */
export async function measureReranker(
  trainer: RerankerTrainer,
  data: Pick<RerankerData, 'dev' | 'documents'>,
): Promise<{ dev: RerankerDev; byQuestion: QuestionMeasures[] }> {
  const scored: { question: RerankQuestion; documents: Int32Array; first: Float32Array; scores: Float32Array }[] = [];
  for (const question of data.dev) {
    const documents = question.candidates.documents.slice(0, rerankBudget);
    const texts = Array.from(documents, (i) => data.documents[i] as TokenSequence);
    const scores = await trainer.score(question.sequence, texts, question.bag);
    scored.push({ question, documents, first: question.candidates.scores.slice(0, rerankBudget), scores });
  }
  const measuredBy = (scoresOf: (entry: (typeof scored)[number]) => ArrayLike<number>): QuestionMeasures[] =>
    scored.map((entry) => {
      const ranking = orderBy(scoresOf(entry)).map((i) => entry.documents[i] as number);
      return measureRanking(entry.question.id, ranking, entry.question.positives);
    });
  const mean = (all: QuestionMeasures[]): DevMeasures => meanMeasures(all) as DevMeasures;
  const firstStage = mean(measuredBy(({ first }) => first));
  const byShare = shares.map((share) => ({
    share,
    all: measuredBy(({ first, scores }) => fuseReranker(first, scores, share)),
  }));
  const best = byShare.reduce((a, b) => (orderScore(mean(b.all)) > orderScore(mean(a.all)) ? b : a));
  const alone = mean(byShare.at(-1)?.all ?? []);
  return { dev: { share: best.share, fused: mean(best.all), alone, firstStage }, byQuestion: best.all };
}
