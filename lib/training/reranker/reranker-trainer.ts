import type { Random } from '@/lib/foundation/random';
import {
  type AdamSettings,
  clipFactor,
  defaultAdam,
  freshMoments,
  globalNorm,
  type Moments,
  updateDense,
} from '@/lib/nn/adamw';
import { backward } from '@/lib/nn/autodiff';
import { Graph, type ParameterSpec, type Value } from '@/lib/nn/graph';
import type { Lora } from '@/lib/nn/lora';
import { crossEntropy } from '@/lib/nn/losses';
import { add } from '@/lib/nn/ops-elementwise';
import { reshape } from '@/lib/nn/ops-shape';
import { initialise, type Weights } from '@/lib/nn/parameters';
import { type CreateRunner, floatsOf, floatTensor, type Runner, type Tensor } from '@/lib/nn/runner';
import type { StaticBag } from '../embedder/static-bag';
import { specialIds } from '../text/build-tokenizer';
import type { TokenSequence } from '../text/token-sequence';
import { pairInputs, type RerankerShape, scorePairs } from './match-encoder';

/** Questions with their candidate lists; every list has the same length. */
export type ListBatch = {
  questions: readonly TokenSequence[];
  /** [questions][list] */
  documents: readonly (readonly TokenSequence[])[];
  /** [questions, list], each row a distribution over the list */
  targets: Float32Array;
  /** [questions, list], added to the scores: 0, or -1e4 for a place that is only filling */
  bias: Float32Array;
};

/**
 * Trains the weights of a reranker on lists, and scores pairs with them. The vectors of the static bag are fed with every
 * batch, so a question can be trained with the vectors of an embedder that has not seen it.
 */
export class RerankerTrainer {
  moments: Map<string, Moments>;
  private readonly adam: AdamSettings;

  private constructor(
    readonly shape: RerankerShape,
    private readonly allWeights: Weights,
    private readonly trained: readonly string[],
    private readonly specs: ReadonlyMap<string, ParameterSpec>,
    private readonly runners: { train: Runner; score: Runner },
    private readonly maximumGradientNorm: number,
    weightDecay: number,
  ) {
    this.moments = freshMoments(this.weights());
    this.adam = { ...defaultAdam, weightDecay };
  }

  /**
   * @param known weights of a parent; missing ones are drawn from `random`. They are changed in place.
   * @param lora  train adapters on frozen weights instead of everything; head and match weights are trained too
   */
  static async create(
    shape: RerankerShape,
    bag: Pick<StaticBag, 'width' | 'tokenCount' | 'pairs'>,
    known: Weights,
    lora: Lora | undefined,
    createRunner: CreateRunner,
    random: Random,
    settings: { maximumGradientNorm: number; weightDecay: number },
  ): Promise<RerankerTrainer> {
    const graph = new Graph();
    const rows = bag.tokenCount + bag.pairs.count;
    const table = graph.input('table', 'float32', [rows, bag.width]);
    const gains = graph.input('gains', 'float32', [rows]);
    const logits = scorePairs(graph, shape, bag, pairInputs(graph), table, gains, lora);
    const scoreModel = graph.toModel({ logits });
    const list = ['questions', 'list'];
    // Declared first: the number of questions is read from it.
    const bias = graph.input('bias', 'float32', list);
    const biased = add(reshape(logits, list), bias);
    const loss = crossEntropy(biased, graph.input('targets', 'float32', list));
    const specs = new Map(graph.parameterSpecs);
    const isTrained = (name: string): boolean => !lora || name.includes('.lora_') || /^(head|match)\./.test(name);
    const trained = [...specs.keys()].filter(isTrained);
    const gradients = backward(
      loss,
      trained.map((name) => graph.parameter(name, specs.get(name)?.shape ?? [])),
    );
    const outputs: Record<string, Value> = { loss };
    for (const [i, gradient] of gradients.entries()) {
      if (gradient.kind === 'dense') outputs[`d_${trained[i]}`] = gradient.value;
    }
    const runners = { train: await createRunner(graph.toModel(outputs)), score: await createRunner(scoreModel) };
    const weights = initialise(specs, random, known);
    const { maximumGradientNorm, weightDecay } = settings;
    return new RerankerTrainer(shape, weights, trained, specs, runners, maximumGradientNorm, weightDecay);
  }

  /** The weights that are trained, by name; views. */
  weights(): Weights {
    return new Map(this.trained.map((name) => [name, this.allWeights.get(name) as Float32Array]));
  }

  /** All weights, frozen ones included. */
  everyWeight(): Weights {
    return this.allWeights;
  }

  async step(
    batch: ListBatch,
    bag: StaticBag,
    rate: number,
  ): Promise<{ loss: number; gradientNorm: number; tokens: number }> {
    const pairs = batch.questions.flatMap((question, i) =>
      (batch.documents[i] ?? []).map((document) => encodePair(question, document, this.shape.maximumLength)),
    );
    const shape = [batch.questions.length, batch.targets.length / batch.questions.length];
    const outputs = await this.runners.train.run({
      ...this.feeds(pairs, bag),
      targets: floatTensor(batch.targets, shape),
      bias: floatTensor(batch.bias, shape),
    });
    const loss = floatsOf(outputs, 'loss')?.[0] ?? Number.NaN;
    const gradients = this.trained.map((name) => floatsOf(outputs, `d_${name}`) ?? new Float32Array(0));
    const gradientNorm = globalNorm(gradients);
    const tokens = pairs.reduce((sum, pair) => sum + pair.ids.length, 0);
    if (!Number.isFinite(gradientNorm) || !Number.isFinite(loss)) return { loss, gradientNorm, tokens };
    const factor = clipFactor(gradientNorm, this.maximumGradientNorm);
    for (const [i, name] of this.trained.entries()) {
      const moments = this.moments.get(name) as Moments;
      updateDense(
        this.allWeights.get(name) as Float32Array,
        gradients[i] as Float32Array,
        moments,
        this.adam,
        rate,
        factor,
      );
    }
    return { loss, gradientNorm, tokens };
  }

  /** One score for each document; higher is better. */
  async score(question: TokenSequence, documents: readonly TokenSequence[], bag: StaticBag): Promise<Float32Array> {
    const scores = new Float32Array(documents.length);
    const batch = 32;
    for (let start = 0; start < documents.length; start += batch) {
      const part = documents.slice(start, start + batch);
      const pairs = part.map((document) => encodePair(question, document, this.shape.maximumLength));
      const outputs = await this.runners.score.run(this.feeds(pairs, bag));
      scores.set(floatsOf(outputs, 'logits') ?? [], start);
    }
    return scores;
  }

  async release(): Promise<void> {
    await this.runners.train.release();
    await this.runners.score.release();
  }

  private feeds(pairs: readonly EncodedPair[], bag: StaticBag): Record<string, Tensor> {
    const weights = [...this.specs].map(([name, spec]) => [
      name,
      floatTensor(this.allWeights.get(name) as Float32Array, [...spec.shape]),
    ]);
    return {
      ...Object.fromEntries(weights),
      ...pairTensors(pairs),
      table: floatTensor(bag.table, [bag.gains.length, bag.width]),
      gains: floatTensor(bag.gains, [bag.gains.length]),
    };
  }
}

/** A pair as token ids; the first `questionLength` belong to the question and its special tokens. */
export type EncodedPair = { ids: Int32Array; questionLength: number };

/** `[CLS] question [SEP] document [SEP]`; when too long, the longer text is shortened first, as tokenizers do. */
export function encodePair(question: TokenSequence, document: TokenSequence, maximumLength: number): EncodedPair {
  const room = maximumLength - 3;
  let first = question.tokens.length;
  let second = document.tokens.length;
  const excess = Math.max(0, first + second - room);
  const fromSecond = Math.min(excess, Math.max(0, second - first));
  second -= fromSecond;
  const rest = excess - fromSecond;
  const fromFirst = Math.min(rest, Math.max(0, first - second));
  first -= fromFirst;
  first -= Math.floor((rest - fromFirst) / 2);
  second -= Math.ceil((rest - fromFirst) / 2);
  const ids = new Int32Array(first + second + 3);
  ids[0] = specialIds.first;
  ids.set(question.tokens.subarray(0, first), 1);
  ids[first + 1] = specialIds.separator;
  ids.set(document.tokens.subarray(0, second), first + 2);
  ids[first + second + 2] = specialIds.separator;
  return { ids, questionLength: first + 2 };
}

/** Pairs padded to the longest of them. */
export function pairTensors(pairs: readonly EncodedPair[]): Record<string, Tensor> {
  const time = Math.max(...pairs.map((pair) => pair.ids.length));
  const dims = [pairs.length, time];
  // Int64 through the low halves of an Int32 view: converting each id to a bigint took longer than the model.
  const make = (fill: (pair: EncodedPair, position: number) => number): Tensor => {
    const data = new BigInt64Array(pairs.length * time);
    const low = new Int32Array(data.buffer);
    for (const [b, pair] of pairs.entries()) {
      for (let t = 0; t < pair.ids.length; t++) low[2 * (b * time + t)] = fill(pair, t);
    }
    return { type: 'int64', data, dims };
  };
  return {
    input_ids: make(({ ids }, t) => ids[t] as number),
    attention_mask: make(() => 1),
    token_type_ids: make(({ questionLength }, t) => (t < questionLength ? 0 : 1)),
  };
}
