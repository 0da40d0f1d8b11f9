import { log } from '@/lib/foundation/log';
import type { PipelinePlan } from '@/lib/retrieval/pipeline-plan';
import { ReleaseHost } from './release-host';

/** Configurations tried in the playground that stay loaded at once; each costs the memory of its models and indexes. */
const maxTrials = 2;
const idleMs = 5 * 60_000;

type Trial = { host: Promise<ReleaseHost>; usedBy: number; idle: NodeJS.Timeout | undefined };

/**
 * Hosts of configurations that are tried and not released: started when asked, ended when idle for five minutes or when
 * a third one is asked for.
 */
export class TrialHosts {
  private readonly trials = new Map<string, Trial>();

  /** Runs `work` on a host of this plan; `wasCold` tells that it had to be started. */
  async use<T>(plan: PipelinePlan, work: (host: ReleaseHost) => Promise<T>): Promise<{ value: T; wasCold: boolean }> {
    const known = this.trials.get(plan.id);
    const trial = known ?? this.start(plan);
    // The most recently used is last, so the first that nobody uses is the one to give up.
    this.trials.delete(plan.id);
    this.trials.set(plan.id, trial);
    trial.usedBy++;
    clearTimeout(trial.idle);
    try {
      const host = await trial.host;
      await host.ready;
      return { value: await work(host), wasCold: known === undefined };
    } finally {
      trial.usedBy--;
      trial.idle = setTimeout(() => this.end(plan.id), idleMs);
      trial.idle.unref();
    }
  }

  private start(plan: PipelinePlan): Trial {
    for (const [id, trial] of this.trials) {
      if (this.trials.size < maxTrials) break;
      if (trial.usedBy === 0) this.end(id);
    }
    const host = ReleaseHost.start(plan, () => this.trials.delete(plan.id));
    host.catch(() => this.trials.delete(plan.id));
    log.info('trial.started', { id: plan.id });
    return { host, usedBy: 0, idle: undefined };
  }

  private end(id: string): void {
    const trial = this.trials.get(id);
    if (!trial || trial.usedBy > 0) return;
    this.trials.delete(id);
    clearTimeout(trial.idle);
    void trial.host.then((host) => host.drain()).catch(() => undefined);
  }

  async stop(): Promise<void> {
    const hosts = [...this.trials.values()].map((trial) =>
      trial.host.then((host) => host.drain()).catch(() => undefined),
    );
    this.trials.clear();
    await Promise.all(hosts);
  }
}
