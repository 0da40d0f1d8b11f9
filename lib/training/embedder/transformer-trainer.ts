import { Internal } from '@/lib/foundation/errors';
import type { Random } from '@/lib/foundation/random';
import {
  type AdamSettings,
  clipFactor,
  defaultAdam,
  freshMoments,
  globalNorm,
  type Moments,
  mergeRows,
  type SparseRows,
  updateDense,
  updateRows,
} from '@/lib/nn/adamw';
import { backward } from '@/lib/nn/autodiff';
import { Graph, type ParameterSpec, type Value } from '@/lib/nn/graph';
import { type Lora, loraNames, mergeLora } from '@/lib/nn/lora';
import { infoNce } from '@/lib/nn/losses';
import { initialise, type Weights } from '@/lib/nn/parameters';
import { type CreateRunner, floatsOf, floatTensor, type Runner, type Tensor } from '@/lib/nn/runner';
import { type Excerpt, excerptTokens } from '../text/token-sequence';
import type { ContrastiveBatch, EmbedderOptimisation, EmbedderTrainer, StepReport } from './embedder-trainer';
import { encodeTexts, type TransformerShape } from './transformer-encoder';

/** Special tokens that a text is wrapped in, and the padding. */
export type SpecialIds = { first: number; separator: number; pad: number };

/**
 * Trains a transformer bi-encoder: all of its weights, or LoRA adapters on a frozen base, such as an imported export.
 * Frozen weights are constants of the training graph, trained ones its inputs.
 */
export class TransformerTrainer implements EmbedderTrainer {
  readonly width: number;
  moments: Map<string, Moments>;
  private readonly adam: AdamSettings;

  private constructor(
    private readonly shape: TransformerShape,
    private readonly base: Weights,
    private readonly trained: Weights,
    private readonly specs: ReadonlyMap<string, ParameterSpec>,
    private readonly lora: Lora | undefined,
    private readonly runners: { train: Runner; embed: Runner },
    private readonly special: SpecialIds,
    private readonly settings: EmbedderOptimisation,
  ) {
    this.width = shape.width;
    this.moments = freshMoments(trained);
    this.adam = { ...defaultAdam, weightDecay: settings.weightDecay };
  }

  /**
   * @param known weights of a parent; with `lora` all of the base must be among them and stays as it is
   * @param random draws what is missing: adapters, or a whole model from scratch
   */
  static async create(
    shape: TransformerShape,
    known: Weights,
    lora: Lora | undefined,
    special: SpecialIds,
    createRunner: CreateRunner,
    random: Random,
    settings: EmbedderOptimisation,
  ): Promise<TransformerTrainer> {
    const graph = new Graph({ weights: lora ? known : undefined });
    const context = { graph, lora };
    const side = (name: string): Value => {
      const ids = graph.input(`${name}_ids`, 'int64', [name, `${name}_time`]);
      return encodeTexts(context, shape, ids, graph.input(`${name}_mask`, 'int64', [name, `${name}_time`]));
    };
    const queries = side('queries');
    const embedModel = graph.toModel({ vectors: queries });
    const documents = side('documents');
    const pairShape = ['queries', 'documents'];
    const [targets, bias] = [graph.input('targets', 'float32', pairShape), graph.input('bias', 'float32', pairShape)];
    const loss = infoNce(queries, documents, targets, bias, settings.temperature);
    const specs = new Map([...graph.parameterSpecs].filter(([name]) => !graph.isFrozen(name)));
    const names = [...specs.keys()];
    const gradients = backward(
      loss,
      names.map((name) => graph.parameter(name, specs.get(name)?.shape ?? [])),
    );
    const outputs: Record<string, Value> = { loss };
    for (const [i, gradient] of gradients.entries()) {
      if (gradient.kind === 'dense') outputs[`d_${names[i]}`] = gradient.value;
      else Object.assign(outputs, { [`rows_${names[i]}`]: gradient.rows.rows, [`ids_${names[i]}`]: gradient.rows.ids });
    }
    const runners = { train: await createRunner(graph.toModel(outputs)), embed: await createRunner(embedModel) };
    const trained = initialise(specs, random, lora ? undefined : known);
    return new TransformerTrainer(shape, known, trained, specs, lora, runners, special, settings);
  }

  weights(): Weights {
    return this.trained;
  }

  /** The model without a trace of adapters: what is served and what the next stage starts from. */
  mergedWeights(): Weights {
    if (!this.lora) return this.trained;
    const merged: Weights = new Map(this.base);
    for (const name of this.base.keys()) {
      const layer = name.replace(/\.weight$/, '');
      const names = loraNames(layer);
      const [a, b, weight] = [this.trained.get(names.a), this.trained.get(names.b), this.base.get(name)];
      if (a && b && weight) merged.set(name, mergeLora(weight, a, b, this.lora.rank, this.lora.alpha));
    }
    return merged;
  }

  async step(batch: ContrastiveBatch, learningRate: number, random: Random): Promise<StepReport> {
    const { tokenDropout, maximumGradientNorm } = this.settings;
    const shape = [batch.queries.length, batch.documents.length];
    const queries = this.encode('queries', batch.queries, tokenDropout, random);
    const documents = this.encode('documents', batch.documents, tokenDropout, random);
    const outputs = await this.runners.train.run({
      ...this.parameterFeeds(),
      ...queries.feeds,
      ...documents.feeds,
      targets: floatTensor(batch.targets, shape),
      bias: floatTensor(batch.bias, shape),
    });
    const loss = floatsOf(outputs, 'loss')?.[0] ?? Number.NaN;
    const gradients = [...this.trained.keys()].map((name) => this.gradientOf(name, outputs));
    const gradientNorm = globalNorm(gradients.map((gradient) => ('ids' in gradient ? gradient.values : gradient)));
    const report = { loss, gradientNorm, tokens: queries.tokens + documents.tokens };
    if (!Number.isFinite(gradientNorm) || !Number.isFinite(loss)) return report;
    const factor = clipFactor(gradientNorm, maximumGradientNorm);
    for (const [i, [name, weight]] of [...this.trained].entries()) {
      const gradient = gradients[i] as SparseRows | Float32Array;
      const moments = this.moments.get(name);
      if (!moments) throw new Internal(`The optimizer has no moments for ${name}.`);
      if ('ids' in gradient) updateRows(weight, gradient, moments, this.adam, learningRate, factor);
      else updateDense(weight, gradient, moments, this.adam, learningRate, factor);
    }
    return report;
  }

  async embed(texts: readonly Excerpt[]): Promise<Float32Array> {
    const vectors = new Float32Array(texts.length * this.width);
    // Texts of similar length together, so that little is computed for padding.
    const order = texts.map((_, i) => i).sort((a, b) => lengthOf(texts[a]) - lengthOf(texts[b]) || a - b);
    for (let start = 0; start < order.length; start += 32) {
      const part = order.slice(start, start + 32);
      const { feeds } = this.encode(
        'queries',
        part.map((i) => texts[i] as Excerpt),
        0,
      );
      const outputs = await this.runners.embed.run({ ...this.parameterFeeds(), ...feeds });
      const rows = floatsOf(outputs, 'vectors') ?? new Float32Array(0);
      for (const [row, i] of part.entries()) {
        vectors.set(rows.subarray(row * this.width, (row + 1) * this.width), i * this.width);
      }
    }
    return vectors;
  }

  async release(): Promise<void> {
    await this.runners.train.release();
    await this.runners.embed.release();
  }

  private parameterFeeds(): Record<string, Tensor> {
    return Object.fromEntries(
      [...this.trained].map(([name, data]) => [name, floatTensor(data, [...(this.specs.get(name)?.shape ?? [])])]),
    );
  }

  private gradientOf(name: string, outputs: Record<string, Tensor>): SparseRows | Float32Array {
    const dense = floatsOf(outputs, `d_${name}`);
    if (dense) return dense;
    const ids = Array.from(outputs[`ids_${name}`]?.data ?? [], Number);
    const width = this.specs.get(name)?.shape[1] ?? 1;
    return mergeRows(ids, floatsOf(outputs, `rows_${name}`) ?? new Float32Array(0), width, this.special.pad);
  }

  private encode(side: string, texts: readonly Excerpt[], dropout: number, random?: Random) {
    const sequences = texts.map((text) => {
      const tokens = excerptTokens(text).subarray(0, this.shape.positions - 2);
      const kept = dropout > 0 && random ? tokens.filter(() => random.next() >= dropout) : tokens;
      return Int32Array.of(this.special.first, ...kept, this.special.separator);
    });
    const time = Math.max(...sequences.map((sequence) => sequence.length));
    const ids = new BigInt64Array(texts.length * time).fill(BigInt(this.special.pad));
    const mask = new BigInt64Array(texts.length * time);
    const [lowIds, lowMask] = [new Int32Array(ids.buffer), new Int32Array(mask.buffer)];
    for (const [b, sequence] of sequences.entries()) {
      for (const [t, id] of sequence.entries()) {
        lowIds[2 * (b * time + t)] = id;
        lowMask[2 * (b * time + t)] = 1;
      }
    }
    const tensor = (data: BigInt64Array): Tensor => ({ type: 'int64', data, dims: [texts.length, time] });
    const tokens = sequences.reduce((sum, sequence) => sum + sequence.length, 0);
    return { feeds: { [`${side}_ids`]: tensor(ids), [`${side}_mask`]: tensor(mask) }, tokens };
  }
}

const lengthOf = (text: Excerpt | undefined): number =>
  text?.ranges.reduce((sum, [start, end]) => sum + end - start, 0) ?? 0;
