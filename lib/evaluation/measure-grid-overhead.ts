import type { Actor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import type { OpenBackbone } from './backbone';
import type { GridRequestInput } from './grid-request';
import { runGrid } from './run-grid';
import { findEvaluation } from './store';

/** What a grid cost beyond the models themselves; for the `bench` command. */
export type GridOverhead = {
  readonly totalCpuMs: number;
  /** inside searches and rerankers: what sharing without any bookkeeping would cost */
  readonly modelCpuMs: number;
  /** total / models: 1 is ideal sharing */
  readonly ratio: number;
  readonly scoredPairs: number;
  /** pairs that scoring every cell by itself would take, per reranker */
  readonly separatePairs: number;
  readonly unionPairs: number;
};

/**
 * Runs a grid and splits its CPU time (all threads of the process) into models and everything else. Needs a process that
 * does nothing else at that time, and empty caches, or the ratio means nothing.
 */
export async function measureGridOverhead(
  actor: Actor,
  request: GridRequestInput,
  openBackbone: OpenBackbone,
): Promise<GridOverhead> {
  let modelCpuMs = 0;
  const metered = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = process.cpuUsage();
    try {
      return await work();
    } finally {
      modelCpuMs += cpuMsSince(start);
    }
  };
  const open: OpenBackbone = async (wanted) => {
    const backbone = await openBackbone(wanted);
    return {
      corpusHash: backbone.corpusHash,
      documentIds: backbone.documentIds,
      checkpoints: backbone.checkpoints,
      indexes: backbone.indexes,
      passageHash: (ordinal) => backbone.passageHash(ordinal),
      search: (...args) => metered(() => backbone.search(...args)),
      openReranker: async (id) => {
        const reranker = await metered(() => backbone.openReranker(id));
        return {
          score: (...args) => metered(() => reranker.score(...args)),
          close: () => reranker.close(),
        };
      },
      close: () => backbone.close(),
    };
  };
  const start = process.cpuUsage();
  const { evaluationId, scoredPairs } = await runGrid(actor, request, open);
  const totalCpuMs = cpuMsSince(start);
  const { results } = await findEvaluation(db(), evaluationId);
  const sharing = results.kind === 'grid' ? results.sharing : { separatePairs: 0, unionPairs: 0 };
  const { separatePairs, unionPairs } = sharing;
  return { totalCpuMs, modelCpuMs, ratio: totalCpuMs / modelCpuMs, scoredPairs, separatePairs, unionPairs };
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
