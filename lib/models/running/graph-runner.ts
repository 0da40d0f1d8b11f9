import { Cancelled, Internal, InvalidInput } from '@/lib/foundation/errors';
import { halfToFloat } from '@/lib/nn/onnx-tensor';
import type { OnnxTensor } from '@/lib/onnx/session';
import type { OnnxPool, PooledSession } from '@/lib/onnx/thread-pool';
import type { GraphConfig } from '../checkpoint-config';
import type { Encoding } from '../tokenizer';
import { mayJoin, mayTravelAlong } from './batches';

/** What the graph gave for one text: its part of the output, and where its real tokens are. */
export type Row = {
  data: ArrayLike<number>;
  /** first element of this row */
  offset: number;
  /** sizes behind the batch axis: [dimension], or [tokens, dimension] */
  shape: number[];
  /** real tokens lie at [from, to) of the token axis */
  from: number;
  to: number;
};

export type RunnerStatistics = {
  texts: number;
  batches: number;
  realTokens: number;
  paddedTokens: number;
  /** padded over real tokens; 1 when nothing ran */
  inflation: number;
};

export type RunnerOptions = {
  /** id that fills a batch up; masked, so its value does not matter beyond being in range */
  padId: number;
  paddingSide: 'left' | 'right';
  runsOneByOne: boolean;
};

type Job = {
  encodings: readonly Encoding[];
  /** indices of encodings, longest first, from `next` on still to be run */
  order: Uint32Array;
  next: number;
  unfinished: number;
  take(index: number, row: Row): void;
  fail(error: unknown): void;
  finish(): void;
  isOver: boolean;
};
type Member = { job: Job; index: number };

/**
 * Runs texts through a graph on the threads of a pool. Texts of one call are sorted by length; calls that wait at the
 * same time share batches and take turns, so a long call does not hold up a short one.
 */
export class GraphRunner {
  readonly counts = { texts: 0, batches: 0, realTokens: 0, paddedTokens: 0 };
  private readonly jobs: Job[] = [];
  private running = 0;
  private readonly slots: number;

  constructor(
    pool: OnnxPool,
    private readonly session: PooledSession,
    private readonly config: GraphConfig,
    private readonly options: RunnerOptions,
  ) {
    // One batch computes and one is ready in every thread.
    this.slots = pool.threads * 2;
  }

  get statistics(): RunnerStatistics {
    const { realTokens, paddedTokens } = this.counts;
    return { ...this.counts, inflation: realTokens === 0 ? 1 : paddedTokens / realTokens };
  }

  /**
   * Runs every text once.
   *
   * @param take called once for every text, in no particular order; the row's data must be read at once
   * @throws {InvalidInput} if an id is outside of the embedding table
   * @throws whatever `take` or the pool throws; the other texts of the call are then left out
   */
  run(encodings: readonly Encoding[], take: Job['take'], signal?: AbortSignal): Promise<void> {
    if (encodings.length === 0) return Promise.resolve();
    for (const { ids } of encodings) this.checkIds(ids);
    const order = Uint32Array.from(encodings.keys());
    order.sort((a, b) => lengthOf(encodings, b) - lengthOf(encodings, a) || a - b);
    return new Promise((resolve, reject) => {
      const abort = () => job.fail(new Cancelled('The work was cancelled.'));
      const end = (settle: () => void) => {
        if (job.isOver) return;
        job.isOver = true;
        signal?.removeEventListener('abort', abort);
        const position = this.jobs.indexOf(job);
        if (position >= 0) this.jobs.splice(position, 1);
        settle();
      };
      const job: Job = {
        encodings,
        order,
        next: 0,
        unfinished: encodings.length,
        take,
        isOver: false,
        fail: (error) => end(() => reject(error)),
        finish: () => end(resolve),
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort);
      this.jobs.push(job);
      this.pump();
    });
  }

  private checkIds(ids: readonly number[]): void {
    for (const id of ids) {
      if (!(id >= 0 && id < this.config.embeddingRows)) {
        throw new InvalidInput(
          `The tokenizer gave the id ${id}, but the model knows ${this.config.embeddingRows} tokens.`,
        );
      }
    }
  }

  private pump(): void {
    while (this.running < this.slots && this.jobs.length > 0) {
      const members = this.nextBatch();
      if (members.length === 0) return;
      this.running++;
      void this.runBatch(members).finally(() => {
        this.running--;
        this.pump();
      });
    }
  }

  /** Fills a batch from the call at the head of the line, then from the others; the head moves to the end. */
  private nextBatch(): Member[] {
    const members: Member[] = [];
    const batch = { count: 0, real: 0, longest: 0 };
    for (const job of [...this.jobs]) {
      while (job.next < job.order.length) {
        const index = job.order[job.next] as number;
        const length = lengthOf(job.encodings, index);
        const mayFollow = this.options.runsOneByOne ? mayTravelAlong : mayJoin;
        if (batch.count > 0 && !mayFollow(batch, length)) break;
        batch.count++;
        batch.real += length;
        batch.longest = Math.max(batch.longest, length);
        members.push({ job, index });
        job.next++;
      }
    }
    const head = this.jobs.shift();
    if (head) this.jobs.push(head);
    for (const job of [...this.jobs]) if (job.next >= job.order.length) this.jobs.splice(this.jobs.indexOf(job), 1);
    return members;
  }

  private async runBatch(members: readonly Member[]): Promise<void> {
    try {
      const groups = this.options.runsOneByOne ? members.map((member) => [member]) : [members];
      const feeds = groups.map((group) => this.buildFeeds(group, longestOf(group)));
      const outputs = await this.session.runEach(feeds, { outputNames: [this.config.output] });
      groups.forEach((group, i) => {
        this.count(group);
        this.hand(group, outputs[i]?.[this.config.output]);
      });
    } catch (error) {
      for (const { job } of members) job.fail(error);
    }
  }

  private count(members: readonly Member[]): void {
    this.counts.batches++;
    this.counts.texts += members.length;
    this.counts.paddedTokens += longestOf(members) * members.length;
    for (const { job, index } of members) this.counts.realTokens += lengthOf(job.encodings, index);
  }

  private hand(members: readonly Member[], output?: OnnxTensor): void {
    if (!output) throw new Internal('the session gave no output');
    const padded = longestOf(members);
    const [batch, ...shape] = output.dims;
    if (batch !== members.length || (shape.length === 2 && shape[0] !== padded) || shape.length > 2) {
      throw new InvalidInput(
        `The model's output ${this.config.output} has the shape [${output.dims.join(', ')}] for ${members.length} texts of up to ${padded} tokens.`,
      );
    }
    const data = asFloats(output);
    const size = shape.reduce((product, length) => product * length, 1);
    members.forEach(({ job, index }, position) => {
      if (job.isOver) return;
      const length = lengthOf(job.encodings, index);
      const from = this.options.paddingSide === 'left' ? padded - length : 0;
      try {
        job.take(index, { data, offset: position * size, shape, from, to: from + length });
        job.unfinished--;
        if (job.unfinished === 0) job.finish();
      } catch (error) {
        job.fail(error);
      }
    });
  }

  /** Token ids with padding, the mask over real tokens, segments, and positions counted from the first real token. */
  private buildFeeds(members: readonly Member[], padded: number): Record<string, OnnxTensor> {
    const size = members.length * padded;
    const ids = new Int32Array(size).fill(this.options.padId);
    const mask = new Int32Array(size);
    const types = new Int32Array(size);
    const positions = new Int32Array(size);
    members.forEach(({ job, index }, row) => {
      const encoding = job.encodings[index] as Encoding;
      const start = row * padded + (this.options.paddingSide === 'left' ? padded - encoding.ids.length : 0);
      encoding.ids.forEach((id, i) => {
        ids[start + i] = id;
        mask[start + i] = 1;
        types[start + i] = encoding.typeIds[i] ?? 0;
        positions[start + i] = i;
      });
    });
    const values = { input_ids: ids, attention_mask: mask, token_type_ids: types, position_ids: positions };
    const dims = [members.length, padded];
    const isWide = this.config.inputType === 'int64';
    return Object.fromEntries(
      this.config.inputs.map((name): [string, OnnxTensor] => [
        name,
        isWide ? { type: 'int64', data: widen(values[name]), dims } : { type: 'int32', data: values[name], dims },
      ]),
    );
  }
}

const longestOf = (members: readonly Member[]): number =>
  Math.max(...members.map(({ job, index }) => lengthOf(job.encodings, index)));

const lengthOf = (encodings: readonly Encoding[], index: number): number => encodings[index]?.ids.length ?? 0;

/** Small non-negative numbers as int64, written as their low words: ten times faster than through BigInt. */
function widen(values: Int32Array): BigInt64Array<ArrayBuffer> {
  const wide = new BigInt64Array(values.length);
  const words = new Int32Array(wide.buffer);
  for (let i = 0; i < values.length; i++) words[2 * i + lowWord] = values[i] as number;
  return wide;
}
const lowWord = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

function asFloats({ type, data }: OnnxTensor): ArrayLike<number> {
  if (type === 'float32' || type === 'float64') return data;
  if (type === 'float16') return Float32Array.from(data, halfToFloat);
  throw new InvalidInput(`The model's output is of type ${type}, not of floating point numbers.`);
}
