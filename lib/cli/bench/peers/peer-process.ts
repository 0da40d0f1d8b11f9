import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { env } from '@/lib/foundation/env';
import { Internal, toMixstageError } from '@/lib/foundation/errors';
import type { SuiteContext } from '../bench-row';
import { installPeers } from './install-peers';
import type { FromPeer, PeerReply, PeerRequest, PeerThreads, ToPeer } from './peer-messages';

/** The peers in a process of their own, so that two runtimes never share one and each side's CPU time is its own. */
export class PeerProcess {
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private nextId = 1;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ id, reply, error }: FromPeer) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) waiting?.resolve(reply);
      else waiting?.reject(new Internal(`the peer failed: ${error}`));
    });
    child.once('exit', (code, signal) => this.lost(`it ended (${signal ?? code})`));
    child.once('error', (error) => this.lost(error.message));
  }

  static async start(peersDir: string, modelsDir: string, threads: PeerThreads): Promise<PeerProcess> {
    const child = fork(path.join(env().projectDir, 'dist/bench-peer.mjs'), [], {
      cwd: peersDir,
      execArgv: ['--expose-gc', '--max-old-space-size=8192'],
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    const peer = new PeerProcess(child);
    await peer.ask({ kind: 'start', peersDir, modelsDir, threads });
    return peer;
  }

  ask<K extends PeerRequest['kind']>(request: Extract<PeerRequest, { kind: K }>): Promise<PeerReply<K>> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (value) => resolve(value as PeerReply<K>), reject });
      this.child.send({ id, request } satisfies ToPeer);
    });
  }

  private lost(why: string): void {
    for (const { reject } of this.waiting.values()) reject(new Internal(`the process of the peers is gone: ${why}`));
    this.waiting.clear();
  }

  close(): void {
    this.child.removeAllListeners('exit');
    this.child.kill('SIGKILL');
  }
}

/**
 * Installs and starts the peers, once for each way to use threads.
 *
 * @returns the reason in words when they cannot be had here, for example without a network
 */
export async function startPeers<T extends PeerThreads>(
  context: SuiteContext,
  modelsDir: string,
  threads: readonly T[],
): Promise<{ peers: Record<T, PeerProcess>; close(): void } | { reason: string }> {
  const started: [T, PeerProcess][] = [];
  const close = () => {
    for (const [, peer] of started) peer.close();
  };
  try {
    await installPeers(context.peersDir, context.progress);
    for (const one of threads) started.push([one, await PeerProcess.start(context.peersDir, modelsDir, one)]);
    return { peers: Object.fromEntries(started) as Record<T, PeerProcess>, close };
  } catch (error) {
    close();
    const { message, cause } = toMixstageError(error);
    const reason = cause instanceof Error ? cause.message : message;
    context.remark(`peers left out: ${reason}`);
    return { reason };
  }
}
