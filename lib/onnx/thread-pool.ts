import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { env } from '@/lib/foundation/env';
import { Cancelled, InvalidInput, MixstageError, Overloaded, Unavailable } from '@/lib/foundation/errors';
import type { OnnxTensor, OnnxValue, SessionOptions } from './session';
import { buffersOf, type LoadedSession, type ThreadReply, type ThreadRequest } from './threads/thread-messages';

export type PoolOptions = {
  /** worker threads, each with its own copy of every session (default 1) */
  threads?: number;
  /** tasks that may wait; more are refused with `Overloaded` (default 256) */
  queueLimit?: number;
  /** longest time one run may take before the pool counts as stuck (default 120 s) */
  taskTimeoutMs?: number;
};

export type RunOptions = {
  /** which outputs to compute and send back; all when left out */
  outputNames?: readonly string[];
  /** takes a waiting task out of the queue; a running one is let finish and its result dropped */
  signal?: AbortSignal;
};

/** A model loaded in every thread of a pool. */
export type PooledSession = {
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  /**
   * Runs the graph on the next free thread. The buffers of the feeds move to that thread and are empty afterwards.
   *
   * @throws {InvalidInput} if the graph refuses the feeds
   * @throws {Overloaded} if the queue is full
   * @throws {Unavailable} if the pool is stuck or closed
   * @throws {Cancelled} if the signal aborted
   */
  run(feeds: Record<string, OnnxTensor>, options?: RunOptions): Promise<Record<string, OnnxTensor>>;
  /** Runs the graph once for each of several feeds, one after the other on one thread: as `run`, with one journey. */
  runEach(feeds: readonly Record<string, OnnxTensor>[], options?: RunOptions): Promise<Record<string, OnnxTensor>[]>;
  release(): Promise<void>;
};

export type OnnxPool = {
  readonly threads: number;
  /** false once a task overran its time or a thread died; the process should then be replaced */
  readonly isHealthy: boolean;
  /** tasks that wait for a thread */
  readonly waiting: number;
  /** @throws {InvalidInput} if the model cannot be loaded */
  openSession(modelPath: string, options?: SessionOptions): Promise<PooledSession>;
  /** Lets running tasks finish, refuses waiting ones, and ends the threads. A stuck thread is left to the process's end. */
  close(): Promise<void>;
};

/** A request without its task id, which the pool gives. */
type Request = ThreadRequest extends infer R ? (R extends ThreadRequest ? Omit<R, 'taskId'> : never) : never;
type Task = {
  request: Request;
  transfer: ArrayBuffer[];
  resolve(reply: ThreadReply): void;
  reject(error: Error): void;
};
type Thread = { worker: Worker; running: Map<number, { task: Task; timer: NodeJS.Timeout }> };

/** One task computes and one waits inside the thread, so the thread never idles while a reply travels. */
const tasksPerThread = 2;
/** Reading gigabytes from a slow disk is no sign of a stuck thread. */
const loadTimeoutMs = 600_000;

/** Starts the threads. They run `dist/onnx-thread.mjs`, which `npm run bundle` makes. */
export function createOnnxPool(options: PoolOptions = {}): OnnxPool {
  return new Pool(options.threads ?? 1, options.queueLimit ?? 256, options.taskTimeoutMs ?? 120_000);
}

class Pool implements OnnxPool {
  isHealthy = true;
  private isClosed = false;
  private nextId = 1;
  private readonly queue: Task[] = [];
  private readonly team: Thread[];
  private whenIdle: (() => void)[] = [];

  constructor(
    readonly threads: number,
    private readonly queueLimit: number,
    private readonly taskTimeoutMs: number,
  ) {
    if (!Number.isInteger(threads) || threads < 1) throw new InvalidInput('A pool needs at least one thread.');
    this.team = Array.from({ length: threads }, () => this.startThread());
  }

  get waiting(): number {
    return this.queue.length;
  }

  async openSession(modelPath: string, options: SessionOptions = {}): Promise<PooledSession> {
    const sessionId = this.nextId++;
    const loads = this.team.map((thread) => this.runOn(thread, { kind: 'load', sessionId, modelPath, options }));
    const replies = await Promise.allSettled(loads);
    const failure = replies.find((reply) => reply.status === 'rejected');
    if (failure) {
      await this.releaseSession(sessionId);
      throw failure.reason;
    }
    const loaded = (replies[0] as PromiseFulfilledResult<ThreadReply>).value as { session: LoadedSession };
    return {
      ...loaded.session,
      run: async (feeds, runOptions = {}) => {
        const [outputs] = await this.run(sessionId, [feeds], runOptions);
        return outputs ?? {};
      },
      runEach: (feeds, runOptions = {}) => this.run(sessionId, feeds, runOptions),
      release: () => this.releaseSession(sessionId),
    };
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const task of this.queue.splice(0)) task.reject(closedError());
    await this.idle();
    if (!this.isHealthy) return;
    const ended = this.team.map(({ worker }) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const { worker } of this.team) {
      worker.ref();
      worker.postMessage({ taskId: this.nextId++, kind: 'close' } satisfies ThreadRequest);
    }
    await Promise.all(ended);
  }

  private async run(
    sessionId: number,
    feeds: readonly Record<string, OnnxTensor>[],
    { outputNames, signal }: RunOptions,
  ) {
    if (signal?.aborted) throw cancelledError();
    if (this.queue.length >= this.queueLimit) {
      throw new Overloaded('Too many model runs are waiting.', { retryAfterS: 1 });
    }
    for (const each of feeds) checkSizes(each);
    let cancel = () => {};
    try {
      const reply = await new Promise<ThreadReply>((resolve, reject) => {
        const request = { kind: 'run' as const, sessionId, feeds, outputNames };
        const task: Task = { request, transfer: buffersOf(feeds), resolve, reject };
        cancel = () => this.cancel(task);
        signal?.addEventListener('abort', cancel);
        this.submit(task);
      });
      if (signal?.aborted) throw cancelledError();
      return (reply as { outputs: Record<string, OnnxTensor>[] }).outputs;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  private cancel(task: Task): void {
    const position = this.queue.indexOf(task);
    if (position < 0) return;
    this.queue.splice(position, 1);
    task.reject(cancelledError());
  }

  private submit(task: Task): void {
    const refusal = this.refusal();
    if (refusal) task.reject(refusal);
    else this.queue.push(task);
    this.dispatch();
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const free = this.team.reduce((best, thread) => (thread.running.size < best.running.size ? thread : best));
      if (free.running.size >= tasksPerThread) return;
      this.start(free, this.queue.shift() as Task);
    }
  }

  private runOn(thread: Thread, request: Request): Promise<ThreadReply> {
    return new Promise((resolve, reject) => {
      const refusal = this.refusal();
      if (refusal) reject(refusal);
      else this.start(thread, { request, transfer: [], resolve, reject });
    });
  }

  private refusal(): Error | undefined {
    if (this.isClosed) return closedError();
    return this.isHealthy ? undefined : stuckError();
  }

  private start(thread: Thread, task: Task): void {
    const taskId = this.nextId++;
    const limitMs = task.request.kind === 'load' ? Math.max(loadTimeoutMs, this.taskTimeoutMs) : this.taskTimeoutMs;
    const timer = setTimeout(() => this.giveUp(), limitMs);
    timer.unref();
    thread.running.set(taskId, { task, timer });
    // A busy thread keeps the process alive, an idle one does not.
    thread.worker.ref();
    thread.worker.postMessage({ taskId, ...task.request }, task.transfer);
  }

  private startThread(): Thread {
    const worker = new Worker(/* turbopackIgnore: true */ path.join(env().projectDir, 'dist/onnx-thread.mjs'), {
      env: {},
      execArgv: [],
    });
    worker.unref();
    const thread: Thread = { worker, running: new Map() };
    worker.on('message', (reply: ThreadReply) => this.finish(thread, reply));
    worker.on('error', (error) => this.giveUp(error));
    worker.on('messageerror', (error) => this.giveUp(error));
    worker.on('exit', () => {
      if (!this.isClosed) this.giveUp();
    });
    return thread;
  }

  private finish(thread: Thread, reply: ThreadReply): void {
    const entry = thread.running.get(reply.taskId);
    if (!entry) return;
    thread.running.delete(reply.taskId);
    clearTimeout(entry.timer);
    if (thread.running.size === 0) thread.worker.unref();
    if (reply.kind === 'failed') entry.task.reject(asError(reply));
    else entry.task.resolve(reply);
    this.dispatch();
    if (this.isIdle()) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  /** A stuck thread cannot be ended without aborting the process, so the pool stops and says so. */
  private giveUp(cause?: unknown): void {
    if (!this.isHealthy) return;
    this.isHealthy = false;
    const lost = this.team.flatMap(({ running }) => [...running.values()]);
    for (const { running, worker } of this.team) {
      running.clear();
      worker.unref();
    }
    for (const { task, timer } of lost) {
      clearTimeout(timer);
      task.reject(stuckError(cause));
    }
    for (const task of this.queue.splice(0)) task.reject(stuckError(cause));
    for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private async releaseSession(sessionId: number): Promise<void> {
    if (this.isClosed || !this.isHealthy) return;
    await Promise.allSettled(this.team.map((thread) => this.runOn(thread, { kind: 'release', sessionId })));
  }

  private isIdle(): boolean {
    return this.team.every(({ running }) => running.size === 0);
  }

  private idle(): Promise<void> {
    return this.isIdle() ? Promise.resolve() : new Promise((resolve) => this.whenIdle.push(resolve));
  }
}

/** A buffer that moved to a thread before is empty here, and the thread would never see the message that holds it. */
function checkSizes(feeds: Record<string, OnnxTensor>): void {
  for (const [name, { data, dims }] of Object.entries(feeds)) {
    const expected = dims.reduce((product, size) => product * size, 1);
    if (data.length === expected) continue;
    throw new InvalidInput(
      `The input ${name} has ${data.length} elements, but [${dims}] asks for ${expected}; was its buffer sent before?`,
    );
  }
}

const closedError = () => new Unavailable('The model is being unloaded.');
const cancelledError = () => new Cancelled('The work was cancelled.');
const stuckError = (cause?: unknown) =>
  new Unavailable(
    'A model run did not come to an end, or its thread failed; the process that holds it has to be replaced.',
    { retryAfterS: 2 },
    { cause },
  );

/** The error as it was thrown in the thread, with its code; instances do not survive the way between threads. */
const asError = ({ code, message }: { code: string; message: string }): Error =>
  code === 'invalid_input' ? new InvalidInput(message) : new MixstageError('internal', message);
