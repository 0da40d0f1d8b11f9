import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, MixstageError, Overloaded, Unavailable } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import type { PipelinePlan } from '@/lib/retrieval/pipeline-plan';
import type { FromHost, HostReply, HostRequest, ToHost } from './host-protocol';

/** The host died while it worked on a request; the caller may ask another one. */
export class HostDied extends Error {
  override name = 'HostDied';
}

/** Requests one host takes at once before it refuses: more would only wait. */
const maxInFlight = 64;
/** A host that is not ready by then has failed. Large indexes and models need tens of seconds on a slow disk. */
const startTimeoutMs = 180_000;
/** A request that takes longer than this is taken for a hang and its host is replaced. */
const callTimeoutMs = 60_000;
const drainTimeoutMs = 30_000;

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void; timer: NodeJS.Timeout };

/**
 * The parent's side of one release host: starts the child, carries requests, notices its death. It does not restart
 * itself; the supervisor does.
 */
export class ReleaseHost {
  readonly planId: string;
  readonly ready: Promise<{ warmUpMs: number }>;
  private child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private state: 'starting' | 'ready' | 'draining' | 'dead' = 'starting';
  private readonly onDeath: (host: ReleaseHost) => void;

  private constructor(plan: PipelinePlan, child: ChildProcess, onDeath: (host: ReleaseHost) => void) {
    this.planId = plan.id;
    this.child = child;
    this.onDeath = onDeath;
    this.ready = this.waitUntilReady();
    // Whoever awaits `ready` sees the failure; nobody else must be surprised by it.
    this.ready.catch(() => undefined);
    child.on('exit', (code, signal) => this.died(`exit ${code ?? signal}`));
    child.on('error', (error) => this.died(error.message));
    this.send({ type: 'open', plan });
  }

  /** Starts a child for a plan, in an empty folder and with an empty environment. */
  static async start(plan: PipelinePlan, onDeath: (host: ReleaseHost) => void): Promise<ReleaseHost> {
    const emptyDir = path.join(plan.dataDir, 'empty');
    await mkdir(emptyDir, { recursive: true, mode: 0o700 });
    const child = fork(/* turbopackIgnore: true */ path.join(plan.projectDir, 'dist/release-host.mjs'), [], {
      cwd: emptyDir,
      env: { NODE_ENV: 'production', MIXSTAGE_PROJECT_DIR: plan.projectDir, MIXSTAGE_DATA_DIR: plan.dataDir },
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: ['--max-old-space-size=4096', '--enable-source-maps'],
    });
    return new ReleaseHost(plan, child, onDeath);
  }

  get isReady(): boolean {
    return this.state === 'ready';
  }
  get inFlight(): number {
    return this.waiting.size;
  }
  get pid(): number | undefined {
    return this.child.pid;
  }

  private waitUntilReady(): Promise<{ warmUpMs: number }> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Unavailable('The host of this release did not become ready in time.'));
        this.kill();
      }, startTimeoutMs);
      this.child.on('message', (message: FromHost) => {
        if (message.type === 'ready') {
          clearTimeout(timer);
          this.state = 'ready';
          resolve({ warmUpMs: message.warmUpMs });
        } else if (message.type === 'failed') {
          clearTimeout(timer);
          reject(new MixstageError(message.error.code, message.error.message, message.error.details));
        } else this.settle(message);
      });
      this.child.once('exit', (code, signal) => {
        clearTimeout(timer);
        reject(new Unavailable(`The process ended while it started (${code ?? signal}).`));
      });
    });
  }

  /**
   * Sends one request and waits for its answer.
   *
   * @throws {Overloaded} if too many requests wait already
   * @throws {HostDied} if the process ended before it answered
   * @throws {Cancelled} if `signal` aborts first
   */
  call<K extends HostRequest['kind']>(
    request: Extract<HostRequest, { kind: K }>,
    signal?: AbortSignal,
  ): Promise<HostReply[K]> {
    if (this.state !== 'ready') return Promise.reject(new HostDied(`the host of ${this.planId} is ${this.state}`));
    if (this.waiting.size >= maxInFlight) {
      return Promise.reject(
        new Overloaded('Too many requests are waiting. Try again in a moment.', { retryAfterS: 1 }),
      );
    }
    if (signal?.aborted) return Promise.reject(new Cancelled('The request was cancelled.'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.hangs(), callTimeoutMs);
      const abort = () => {
        this.send({ type: 'abort', id });
        this.take(id)?.reject(new Cancelled('The request was cancelled.'));
      };
      signal?.addEventListener('abort', abort, { once: true });
      const forget = () => signal?.removeEventListener('abort', abort);
      this.waiting.set(id, {
        timer,
        resolve: (value) => {
          forget();
          resolve(value as HostReply[K]);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      });
      this.send({ type: 'call', id, request });
    });
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    if (!waiting) return undefined;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    return waiting;
  }

  private settle(message: FromHost): void {
    if (message.type === 'reply') this.take(message.id)?.resolve(message.value);
    else if (message.type === 'error') {
      this.take(message.id)?.reject(
        new MixstageError(message.error.code, message.error.message, message.error.details),
      );
    }
  }

  /** A busy ONNX thread cannot be stopped, its process can. */
  private hangs(): void {
    log.error('host.hangs', { planId: this.planId, pid: this.child.pid ?? null });
    this.kill();
  }

  private died(why: string): void {
    if (this.state === 'dead') return;
    const wasAsked = this.state === 'draining';
    this.state = 'dead';
    if (!wasAsked) log.warn('host.died', { planId: this.planId, why, inFlight: this.waiting.size });
    for (const id of [...this.waiting.keys()]) this.take(id)?.reject(new HostDied(`the host of ${this.planId} died`));
    this.onDeath(this);
  }

  private send(message: ToHost): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  /** Takes no new requests, finishes those in flight, ends. Resolves when the process is gone. */
  async drain(): Promise<void> {
    if (this.state === 'dead') return;
    this.state = 'draining';
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.send({ type: 'drain' });
    const timer = setTimeout(() => this.kill(), drainTimeoutMs);
    await gone;
    clearTimeout(timer);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
