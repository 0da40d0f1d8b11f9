import { Internal } from '@/lib/foundation/errors';
import type { Random } from '@/lib/foundation/random';
import {
  type AdamSettings,
  clipFactor,
  defaultAdam,
  freshMoments,
  globalNorm,
  type Moments,
  updateDense,
  updateRows,
} from '@/lib/nn/adamw';
import { backward } from '@/lib/nn/autodiff';
import { BagGradientBuffer, type Bags, forwardBags } from '@/lib/nn/embedding-bag';
import { Graph, type Value } from '@/lib/nn/graph';
import { mergeLora } from '@/lib/nn/lora';
import { infoNce } from '@/lib/nn/losses';
import { add, scale } from '@/lib/nn/ops-elementwise';
import { linear } from '@/lib/nn/ops-linear';
import { l2Normalize } from '@/lib/nn/ops-reduce';
import type { Weights } from '@/lib/nn/parameters';
import { type CreateRunner, floatsOf, floatTensor, type Runner, type Tensor } from '@/lib/nn/runner';
import type { Excerpt } from '../text/token-sequence';
import type { ContrastiveBatch, EmbedderOptimisation, EmbedderTrainer, StepReport } from './embedder-trainer';
import { bagsOf, rowCount, type StaticBag } from './static-bag';

/**
 * Trains a static bag, either all of it, or a low-rank adapter on its frozen table.
 *
 * The bags are summed in plain loops; normalisation, similarities and loss are a graph whose inputs are the sums and
 * whose outputs are their gradients. With an adapter a vector is E[id] + alpha/rank · A[id] B: a bag of rows of A joins
 * the graph through the matrix B.
 */
export type BagAdapter = { rank: number; alpha: number; a: Float32Array; b: Float32Array };

/** An adapter that changes nothing yet: A is zero, B is random. */
export function newBagAdapter(model: StaticBag, rank: number, alpha: number, random: Random): BagAdapter {
  const b = Float32Array.from({ length: rank * model.width }, () => random.normal() / Math.sqrt(rank));
  return { rank, alpha, a: new Float32Array(rowCount(model) * rank), b };
}

/** The model with its adapter added to the table. */
export const mergeBagAdapter = (model: StaticBag, { a, b, rank, alpha }: BagAdapter): StaticBag => ({
  ...model,
  table: mergeLora(model.table, a, b, rank, alpha),
});

export class BagTrainer implements EmbedderTrainer {
  readonly width: number;
  private readonly buffer: BagGradientBuffer;
  moments: Map<string, Moments>;
  private readonly adam: AdamSettings;

  private constructor(
    private readonly model: StaticBag,
    private readonly adapter: BagAdapter | undefined,
    private readonly runner: Runner,
    private readonly settings: EmbedderOptimisation,
  ) {
    this.width = model.width;
    this.buffer = new BagGradientBuffer(rowCount(model));
    this.moments = freshMoments(this.weights());
    this.adam = { ...defaultAdam, weightDecay: settings.weightDecay };
  }

  static async create(
    model: StaticBag,
    adapter: BagAdapter | undefined,
    createRunner: CreateRunner,
    settings: EmbedderOptimisation,
  ): Promise<BagTrainer> {
    const runner = await createRunner(lossGraph(model.width, settings.temperature, adapter));
    return new BagTrainer(model, adapter, runner, settings);
  }

  release(): Promise<void> {
    return this.runner.release();
  }

  weights(): Weights {
    const { model, adapter } = this;
    return adapter
      ? new Map([
          ['a', adapter.a],
          ['b', adapter.b],
        ])
      : new Map([
          ['table', model.table],
          ['gains', model.gains],
        ]);
  }

  async step(batch: ContrastiveBatch, learningRate: number, random: Random): Promise<StepReport> {
    const { tokenDropout } = this.settings;
    const queries = bagsOf(this.model, batch.queries, tokenDropout, random);
    const documents = bagsOf(this.model, batch.documents, tokenDropout, random);
    const shape = [batch.queries.length, batch.documents.length];
    const outputs = await this.runner.run({
      ...this.sums('queries', queries),
      ...this.sums('documents', documents),
      targets: floatTensor(batch.targets, shape),
      bias: floatTensor(batch.bias, shape),
      ...(this.adapter ? { b: floatTensor(this.adapter.b, [this.adapter.rank, this.width]) } : {}),
    });
    const loss = floatsOf(outputs, 'loss')?.[0] ?? Number.NaN;
    const tokens = queries.ids.length + documents.ids.length;
    const gradientNorm = this.adapter
      ? this.updateAdapter(this.adapter, outputs, queries, documents, learningRate)
      : this.updateTable(outputs, queries, documents, learningRate);
    return { loss, gradientNorm, tokens };
  }

  async embed(texts: readonly Excerpt[]): Promise<Float32Array> {
    const bags = bagsOf(this.model, texts);
    const sums = forwardBags(this.model.table, this.model.gains, this.width, bags);
    if (this.adapter) {
      const { rank, alpha, a, b } = this.adapter;
      const low = forwardBags(a, this.model.gains, rank, bags);
      sums.set(mergeLora(sums, low, b, rank, alpha));
    }
    return normaliseRows(sums, this.width);
  }

  private sums(name: string, bags: Bags): Record<string, Tensor> {
    const { table, gains } = this.model;
    const count = bags.starts.length - 1;
    const sums = { [name]: floatTensor(forwardBags(table, gains, this.width, bags), [count, this.width]) };
    if (!this.adapter) return sums;
    const { a, rank } = this.adapter;
    return { ...sums, [`${name}_low`]: floatTensor(forwardBags(a, gains, rank, bags), [count, rank]) };
  }

  private updateTable(outputs: Record<string, Tensor>, queries: Bags, documents: Bags, rate: number): number {
    const { table, gains } = this.model;
    const gradient = this.buffer.backward(table, gains, this.width, [
      { bags: queries, dy: floatsOf(outputs, 'd_queries') ?? new Float32Array(0) },
      { bags: documents, dy: floatsOf(outputs, 'd_documents') ?? new Float32Array(0) },
    ]);
    const norm = globalNorm([gradient.rows, gradient.gains]);
    if (!Number.isFinite(norm)) return norm;
    const factor = clipFactor(norm, this.settings.maximumGradientNorm);
    const rows = { ids: gradient.ids, values: gradient.rows, width: this.width };
    updateRows(table, rows, this.momentsOf('table'), this.adam, rate, factor);
    const gainRows = { ids: gradient.ids, values: gradient.gains, width: 1 };
    updateRows(gains, gainRows, this.momentsOf('gains'), defaultAdam, rate, factor);
    return norm;
  }

  private updateAdapter(
    { a, b, rank }: BagAdapter,
    outputs: Record<string, Tensor>,
    queries: Bags,
    documents: Bags,
    rate: number,
  ): number {
    const gradient = this.buffer.backward(a, this.model.gains, rank, [
      { bags: queries, dy: floatsOf(outputs, 'd_queries_low') ?? new Float32Array(0) },
      { bags: documents, dy: floatsOf(outputs, 'd_documents_low') ?? new Float32Array(0) },
    ]);
    const db = floatsOf(outputs, 'd_b') ?? new Float32Array(b.length);
    const norm = globalNorm([gradient.rows, db]);
    if (!Number.isFinite(norm)) return norm;
    const factor = clipFactor(norm, this.settings.maximumGradientNorm);
    const rows = { ids: gradient.ids, values: gradient.rows, width: rank };
    updateRows(a, rows, this.momentsOf('a'), this.adam, rate, factor);
    updateDense(b, db, this.momentsOf('b'), this.adam, rate, factor);
    return norm;
  }

  private momentsOf(name: string): Moments {
    const moments = this.moments.get(name);
    if (!moments) throw new Internal(`The optimizer has no moments for ${name}.`);
    return moments;
  }
}

/** Loss and gradients, given the sums of the bags. */
function lossGraph(width: number, temperature: number, adapter: BagAdapter | undefined): Uint8Array {
  const graph = new Graph();
  const wrt: Record<string, Value> = {};
  const side = (name: string): Value => {
    const sums = graph.input(name, 'float32', [name, width]);
    if (!adapter) {
      wrt[`d_${name}`] = sums;
      return l2Normalize(sums);
    }
    const low = graph.input(`${name}_low`, 'float32', [name, adapter.rank]);
    const b = wrt.d_b ?? graph.input('b', 'float32', [adapter.rank, width]);
    wrt.d_b = b;
    wrt[`d_${name}_low`] = low;
    return l2Normalize(add(sums, scale(linear(low, b), adapter.alpha / adapter.rank)));
  };
  const [queries, documents] = [side('queries'), side('documents')];
  const pairShape = ['queries', 'documents'];
  const targets = graph.input('targets', 'float32', pairShape);
  const loss = infoNce(queries, documents, targets, graph.input('bias', 'float32', pairShape), temperature);
  const names = Object.keys(wrt);
  const gradients = backward(loss, Object.values(wrt));
  const outputs: Record<string, Value> = { loss };
  for (const [i, gradient] of gradients.entries()) {
    if (gradient.kind === 'dense') outputs[names[i] as string] = gradient.value;
  }
  return graph.toModel(outputs);
}

/** Scales each row to length one, in place; a zero row stays zero. */
export function normaliseRows(rows: Float32Array, width: number): Float32Array {
  for (let start = 0; start < rows.length; start += width) {
    let squares = 0;
    for (let k = start; k < start + width; k++) squares += (rows[k] as number) ** 2;
    const factor = 1 / Math.sqrt(squares + 1e-12);
    for (let k = start; k < start + width; k++) rows[k] = (rows[k] as number) * factor;
  }
  return rows;
}
