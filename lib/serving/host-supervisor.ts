import { monotonicMs } from '@/lib/foundation/clock';
import { toMixstageError, Unavailable } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import type { PipelinePlan } from '@/lib/retrieval/pipeline-plan';
import { ReleaseHost } from './release-host';

/** After this many failed starts in a row a host is left down until somebody asks for it again. */
const maxFailures = 8;

type Slot = {
  id: string;
  role: string;
  host: ReleaseHost | undefined;
  starting: Promise<ReleaseHost> | undefined;
  failures: number;
  lastError: string | undefined;
  retry: NodeJS.Timeout | undefined;
  readySinceMs: number | undefined;
};

export type HostStatus = {
  id: string;
  role: string;
  state: 'ready' | 'starting' | 'failed';
  pid: number | null;
  inFlight: number;
  error: string | null;
};

/** Waits before the n-th restart: none, then 0.5 s doubling to 30 s. */
export const restartDelayMs = (failures: number): number =>
  failures <= 1 ? 0 : Math.min(500 * 2 ** (failures - 2), 30_000);

/**
 * Keeps the release hosts of one web node: starts what is desired, restarts what died with a growing delay, drains what
 * is no longer desired. A host that has served for a minute has its failures forgiven.
 */
export class HostSupervisor {
  private readonly slots = new Map<string, Slot>();
  private readonly planOf: (id: string) => Promise<PipelinePlan>;
  private readonly drains = new Set<Promise<void>>();
  private isStopped = false;

  constructor(planOf: (id: string) => Promise<PipelinePlan>) {
    this.planOf = planOf;
  }

  /** Starts and drains hosts until exactly these ids are kept. Returns at once; starting goes on beside. */
  setDesired(desired: ReadonlyMap<string, string>): void {
    for (const [id, role] of desired) {
      const slot = this.slots.get(id);
      if (slot) slot.role = role;
      else void this.begin(id, role).catch(() => undefined);
    }
    for (const slot of [...this.slots.values()]) if (!desired.has(slot.id)) this.retire(slot);
  }

  /** The host of a release if it can answer now. */
  ready(id: string): ReleaseHost | undefined {
    const host = this.slots.get(id)?.host;
    return host?.isReady ? host : undefined;
  }

  /**
   * The host of a release, started if need be.
   *
   * @throws {Unavailable} if it does not become ready within `timeoutMs`, with the reason of the failure
   */
  async ensure(id: string, role: string, timeoutMs: number): Promise<ReleaseHost> {
    const ready = this.ready(id);
    if (ready) return ready;
    const slot = this.slots.get(id);
    const starting = slot?.starting ?? this.begin(id, slot?.role ?? role);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Unavailable('The release is still being loaded. Try again in a moment.', { retryAfterS: 2 })),
        timeoutMs,
      );
    });
    try {
      return await Promise.race([starting, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  private begin(id: string, role: string): Promise<ReleaseHost> {
    const slot: Slot = this.slots.get(id) ?? {
      id,
      role,
      host: undefined,
      starting: undefined,
      failures: 0,
      lastError: undefined,
      retry: undefined,
      readySinceMs: undefined,
    };
    this.slots.set(id, slot);
    clearTimeout(slot.retry);
    slot.retry = undefined;
    slot.starting = this.start(slot);
    slot.starting.catch(() => undefined);
    return slot.starting;
  }

  private async start(slot: Slot): Promise<ReleaseHost> {
    try {
      const plan = await this.planOf(slot.id);
      const host = await ReleaseHost.start(plan, (dead) => this.hostDied(slot, dead));
      slot.host = host;
      const { warmUpMs } = await host.ready;
      if (this.slots.get(slot.id) !== slot) {
        await host.drain();
        throw new Unavailable('The release is no longer wanted.');
      }
      slot.starting = undefined;
      slot.lastError = undefined;
      slot.readySinceMs = monotonicMs();
      log.info('host.ready', { id: slot.id, role: slot.role, warmUpMs, pid: host.pid ?? null });
      return host;
    } catch (error) {
      const typed = toMixstageError(error);
      slot.starting = undefined;
      slot.lastError = typed.message;
      log.error(
        'host.start_failed',
        { id: slot.id, code: typed.code },
        typed.code === 'internal' ? typed.cause : typed,
      );
      slot.host?.kill();
      this.scheduleRestart(slot);
      throw typed;
    }
  }

  private hostDied(slot: Slot, dead: ReleaseHost): void {
    if (slot.host !== dead) return;
    const servedMs = slot.readySinceMs === undefined ? 0 : monotonicMs() - slot.readySinceMs;
    slot.host = undefined;
    slot.readySinceMs = undefined;
    if (servedMs > 60_000) slot.failures = 0;
    // A death while starting is reported by `start`.
    if (!slot.starting) this.scheduleRestart(slot);
  }

  private scheduleRestart(slot: Slot): void {
    if (this.isStopped || this.slots.get(slot.id) !== slot || slot.retry) return;
    slot.failures++;
    if (slot.failures > maxFailures) {
      log.error('host.given_up', { id: slot.id, failures: slot.failures });
      return;
    }
    const delayMs = restartDelayMs(slot.failures);
    if (delayMs === 0) void this.begin(slot.id, slot.role).catch(() => undefined);
    else slot.retry = setTimeout(() => void this.begin(slot.id, slot.role).catch(() => undefined), delayMs);
  }

  private retire(slot: Slot): void {
    this.slots.delete(slot.id);
    clearTimeout(slot.retry);
    const { host } = slot;
    if (!host) return;
    log.info('host.retired', { id: slot.id, inFlight: host.inFlight });
    const drain = host.drain().finally(() => this.drains.delete(drain));
    this.drains.add(drain);
  }

  status(): HostStatus[] {
    return [...this.slots.values()].map((slot) => ({
      id: slot.id,
      role: slot.role,
      state: slot.host?.isReady ? 'ready' : slot.starting || slot.retry ? 'starting' : 'failed',
      pid: slot.host?.pid ?? null,
      inFlight: slot.host?.inFlight ?? 0,
      error: slot.lastError ?? null,
    }));
  }

  /** Drains all hosts; resolves when every process is gone. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const slot of [...this.slots.values()]) this.retire(slot);
    await Promise.all([...this.drains]);
  }
}
