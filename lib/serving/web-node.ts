import os from 'node:os';
import { db } from '@/lib/db/client';
import { systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { Unavailable } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import { randomId } from '@/lib/foundation/random';
import type { HostFact } from '@/lib/releases/gate';
import type { HostStarter } from '@/lib/releases/move-pointer';
import { HostSupervisor } from './host-supervisor';
import { answerNodeRequests } from './node-requests';
import { planHost } from './plan-host';
import { RequestStatistics } from './request-statistics';
import { emptySnapshot, type RoutingSnapshot, readSnapshot } from './routing-snapshot';
import { TrialHosts } from './trial-hosts';

/** How often a node looks at the live pointer: other nodes follow a rollback within this time and a little. */
const followEveryMs = 400;
const heartbeatEveryMs = 5_000;
/** A node not seen for this long is taken for gone. */
export const nodeTimeoutMs = 20_000;
const prepareTimeoutMs = 180_000;

/**
 * One web node: follows the live pointer, keeps the release hosts it needs, counts requests, and does for the command
 * line what only a node can do.
 */
export class WebNode implements HostStarter {
  readonly id = env().MIXSTAGE_NODE_ID ?? `${os.hostname()}-${process.pid}-${randomId().slice(0, 8)}`;
  readonly supervisor = new HostSupervisor(planHost);
  readonly statistics = new RequestStatistics();
  readonly trials = new TrialHosts();
  private snapshot: RoutingSnapshot = emptySnapshot;
  private readonly held = new Map<string, number>();
  private readonly timers: NodeJS.Timeout[] = [];
  private following: Promise<void> | undefined;
  private isStopped = false;

  async start(): Promise<void> {
    await this.follow();
    await this.heartbeat();
    this.every(followEveryMs, () => this.follow());
    this.every(followEveryMs, () => answerNodeRequests(this));
    this.every(heartbeatEveryMs, () => this.heartbeat());
    this.every(heartbeatEveryMs, () => this.statistics.flush());
    log.info('node.started', { nodeId: this.id });
  }

  /** Runs `work` again and again, never twice at once; a failure is logged and the next round tries again. */
  private every(ms: number, work: () => Promise<void>): void {
    let isBusy = false;
    const timer = setInterval(async () => {
      if (isBusy || this.isStopped) return;
      isBusy = true;
      try {
        await work();
      } catch (error) {
        log.warn('node.round_failed', { nodeId: this.id }, error);
      } finally {
        isBusy = false;
      }
    }, ms);
    timer.unref();
    this.timers.push(timer);
  }

  /** What routing is now; one consistent object. */
  routing(): RoutingSnapshot {
    return this.snapshot;
  }

  /** What routing is now for an application; one that this node has not heard of yet was made a moment ago: it looks. */
  async routingFor(applicationId: string): Promise<RoutingSnapshot> {
    if (!this.snapshot.applications.has(applicationId)) await this.follow();
    return this.snapshot;
  }

  /** Reads the pointer and lets the hosts follow; calls at the same time share one reading that began after the first. */
  async follow(): Promise<void> {
    if (this.following) await this.following.catch(() => undefined);
    this.following ??= this.readAndApply().finally(() => {
      this.following = undefined;
    });
    await this.following;
  }

  private async readAndApply(): Promise<void> {
    const read = await readSnapshot([...this.held.keys()]);
    // A promotion may have begun while the database was read: its host must not be taken for one too many.
    const desired = new Map(read.desired);
    for (const id of this.held.keys()) if (!desired.has(id)) desired.set(id, 'candidate');
    const snapshot = { ...read, desired };
    this.supervisor.setDesired(desired);
    this.snapshot = { ...snapshot, answeringReleaseId: this.answeringRelease(snapshot) };
  }

  /**
   * The release that answers for "live". When another node promoted, this node's host may still be loading: until it is
   * ready the release before it goes on answering, whole.
   */
  private answeringRelease(snapshot: RoutingSnapshot): string | null {
    const { liveReleaseId } = snapshot;
    const previous = this.snapshot.answeringReleaseId;
    if (!liveReleaseId || this.supervisor.ready(liveReleaseId)) return liveReleaseId;
    return previous && snapshot.desired.has(previous) && this.supervisor.ready(previous) ? previous : liveReleaseId;
  }

  async prepare(releaseId: string): Promise<HostFact> {
    this.held.set(releaseId, (this.held.get(releaseId) ?? 0) + 1);
    try {
      const host = await this.supervisor.ensure(releaseId, 'candidate', prepareTimeoutMs);
      const { warmUpMs } = await host.ready;
      return { isReady: true, warmUpMs };
    } catch (error) {
      return { isReady: false, reason: error instanceof Error ? error.message : 'it did not start' };
    }
  }

  async done(releaseId: string): Promise<void> {
    const holders = (this.held.get(releaseId) ?? 1) - 1;
    if (holders > 0) this.held.set(releaseId, holders);
    else this.held.delete(releaseId);
    await this.follow();
  }

  private async heartbeat(): Promise<void> {
    const now = systemClock.now();
    const hosts = JSON.parse(JSON.stringify(this.supervisor.status()));
    const facts = { address: env().baseUrl, hosts, seenAt: now };
    await db().webNode.upsert({
      where: { id: this.id },
      create: { id: this.id, startedAt: now, ...facts },
      update: facts,
    });
    await db().webNode.deleteMany({ where: { seenAt: { lt: new Date(now.getTime() - 10 * nodeTimeoutMs) } } });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.statistics.flush();
    await Promise.all([this.supervisor.stop(), this.trials.stop()]);
    await db().webNode.deleteMany({ where: { id: this.id } });
  }
}

const holder = globalThis as typeof globalThis & { mixstageNode?: WebNode };

/** The node of this process. @throws {Unavailable} before it was started */
export function webNode(): WebNode {
  if (!holder.mixstageNode) throw new Unavailable('The server is still starting.', { retryAfterS: 1 });
  return holder.mixstageNode;
}

/** Starts the node of this process once. */
export async function startWebNode(): Promise<WebNode> {
  if (!holder.mixstageNode) {
    const node = new WebNode();
    await node.start();
    holder.mixstageNode = node;
  }
  return holder.mixstageNode;
}
