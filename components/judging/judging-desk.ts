import type { Claimed } from '@/lib/contracts/judging';
import type { JudgeItem, JudgeProgress, SkipItem, SubmitJudgment } from '@/lib/contracts/study';
import type { DeskRequests } from './queries/desk-requests';

/** What the screen shows. `queue[0]` is the pair on the screen, `queue[1]` the one after it, leased already. */
export type DeskState = {
  queue: readonly JudgeItem[];
  /** judgments and skips that the server has not confirmed yet */
  unsent: number;
  progress: JudgeProgress | undefined;
  isOffline: boolean;
  /** the server had no further pair when it was last asked */
  isExhausted: boolean;
  canUndo: boolean;
  feedback: { question: string; isAsExpected: boolean; explanation: string } | undefined;
  /** a refusal in the server's words, to be read once */
  refusal: unknown;
  /** the last judgment came after another judge's, or after the end: kept, not counted */
  wasLate: boolean;
};

type Outgoing =
  /** `wasTried`: it left once; whether it arrived is not known until there is an answer */
  | { kind: 'judgment'; item: JudgeItem; body: SubmitJudgment; wasTried: boolean }
  | { kind: 'skip'; item: JudgeItem; body: SkipItem }
  | { kind: 'undo' };

export type Vote = Pick<SubmitJudgment, 'choice' | 'isBothBad' | 'tags' | 'comment' | 'durationMs'>;

/** How long to wait before asking again, and how to be told of the end of that wait. */
export type DeskTimer = (work: () => void, delayMs: number) => () => void;

const wanted = 2;
const firstRetryMs = 1_000;
const longestRetryMs = 15_000;
const askAgainMs = 15_000;

const initial: DeskState = {
  queue: [],
  unsent: 0,
  progress: undefined,
  isOffline: false,
  isExhausted: false,
  canUndo: false,
  feedback: undefined,
  refusal: undefined,
  wasLate: false,
};

/** Failures that may pass by themselves: no network, an overloaded or restarting server. */
function mayPass(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
  return status === 0 || status === 429 || status >= 500;
}

/**
 * A judge's desk: the pair on the screen, the next one beneath it, and an outbox. A choice moves on at once and is sent
 * behind the judge's back, one thing at a time and in order, again and again until the server has it; its key makes every
 * repetition count once. Nothing of it outlives the page.
 */
export class JudgingDesk {
  private state = initial;
  private readonly listeners = new Set<() => void>();
  private outbox: Outgoing[] = [];
  private isRunning = false;
  /** told that the network is back while a try was still under way, which may fail for the old reason */
  private isWoken = false;
  private isStopped = false;
  private failures = 0;
  private cancelWait: (() => void) | undefined;

  constructor(
    private readonly requests: DeskRequests,
    private readonly newKey: () => string,
    private readonly timer: DeskTimer = (work, delayMs) => {
      const id = setTimeout(work, delayMs);
      return () => clearTimeout(id);
    },
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly read = (): DeskState => this.state;

  /** Begins, or goes on at once instead of waiting (the network is back). */
  readonly wake = (): void => {
    this.isStopped = false;
    this.cancelWait?.();
    this.cancelWait = undefined;
    this.isWoken = this.isRunning;
    void this.run();
  };

  readonly stop = (): void => {
    this.isStopped = true;
    this.cancelWait?.();
  };

  /** Chooses for the pair on the screen. @returns false when there is none, or feedback waits to be read */
  vote(vote: Vote): boolean {
    const [item, ...queue] = this.state.queue;
    if (!item || this.state.feedback) return false;
    const body = { ...vote, token: item.token, idempotencyKey: this.newKey() };
    this.outbox.push({ kind: 'judgment', item, body, wasTried: false });
    this.change({ queue, canUndo: true, refusal: undefined, wasLate: false });
    void this.run();
    return true;
  }

  /** Gives the pair on the screen back. */
  skip(reason: SkipItem['reason'], comment: string | undefined): boolean {
    const [item, ...queue] = this.state.queue;
    if (!item || this.state.feedback) return false;
    this.outbox.push({ kind: 'skip', item, body: { token: item.token, reason, ...(comment ? { comment } : {}) } });
    this.change({ queue, canUndo: false, refusal: undefined, wasLate: false });
    void this.run();
    return true;
  }

  /** Takes the last choice back: from the outbox when it has not left yet, else from the server. */
  undo(): void {
    if (!this.state.canUndo || this.state.feedback) return;
    const last = this.outbox.at(-1);
    if (last?.kind === 'judgment' && !last.wasTried) {
      this.outbox.pop();
      this.change({ queue: [last.item, ...this.state.queue], canUndo: false });
      return;
    }
    this.outbox.push({ kind: 'undo' });
    this.change({ canUndo: false });
    void this.run();
  }

  readFeedback(): void {
    this.change({ feedback: undefined });
  }

  private change(changes: Partial<DeskState>): void {
    this.state = { ...this.state, ...changes, unsent: this.outbox.filter(({ kind }) => kind !== 'undo').length };
    for (const listener of this.listeners) listener();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      while (!this.isStopped && (await this.step()));
    } finally {
      this.isRunning = false;
    }
  }

  /** Does one thing. @returns whether to go on at once */
  private async step(): Promise<boolean> {
    const next = this.outbox[0];
    const hasRoom = this.state.queue.length < wanted && !this.state.isExhausted;
    if (!next && !hasRoom) {
      // Another judge's lease may lapse and leave a pair for this one.
      if (this.state.queue.length === 0 && this.state.progress?.isFinished === false) this.waitAndAsk();
      return false;
    }
    try {
      if (next) await this.deliver(next);
      else await this.fetchAhead();
      this.failures = 0;
      if (this.state.isOffline) this.change({ isOffline: false });
      return true;
    } catch (error) {
      if (mayPass(error)) return this.waitAndRetry();
      // What the server will never take must not stand before what it would.
      if (next) this.outbox.shift();
      this.change({ refusal: error, isExhausted: next === undefined });
      return next !== undefined;
    }
  }

  private async deliver(next: Outgoing): Promise<void> {
    if (next.kind === 'judgment') {
      next.wasTried = true;
      const { result, progress } = await this.requests.send(next.body);
      this.outbox.shift();
      const feedback = result.feedback ? { question: next.item.question, ...result.feedback } : undefined;
      this.change({
        progress,
        wasLate: result.state === 'late',
        // A training pair is behind the judge once its feedback is there.
        ...(feedback ? { feedback, canUndo: false } : {}),
        isExhausted: false,
      });
      return;
    }
    const { item, progress }: Claimed =
      next.kind === 'skip' ? await this.requests.skip(next.body) : await this.requests.undo();
    this.outbox.shift();
    const isNew = item && !this.state.queue.some(({ token }) => token === item.token);
    this.change({ progress, isExhausted: false, ...(isNew ? { queue: [item, ...this.state.queue] } : {}) });
  }

  private async fetchAhead(): Promise<void> {
    const { item, progress } = await this.requests.claim(this.state.queue.map(({ token }) => token));
    // The judge may have chosen meanwhile; a pair that waits in the outbox must not come back.
    const isKnown = (token: string) =>
      this.state.queue.some((held) => held.token === token) ||
      this.outbox.some((out) => out.kind !== 'undo' && out.item.token === token);
    if (!item) return this.change({ progress, isExhausted: true });
    this.change({ progress, ...(isKnown(item.token) ? {} : { queue: [...this.state.queue, item] }) });
  }

  private waitAndRetry(): boolean {
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.failures++);
    this.change({ isOffline: true });
    if (this.isWoken) {
      this.isWoken = false;
      return true;
    }
    this.wait(delayMs);
    return false;
  }

  private waitAndAsk(): void {
    this.wait(askAgainMs, () => this.change({ isExhausted: false }));
  }

  private wait(delayMs: number, before?: () => void): void {
    this.cancelWait?.();
    this.cancelWait = this.timer(() => {
      before?.();
      void this.run();
    }, delayMs);
  }
}
