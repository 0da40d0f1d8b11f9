import path from 'node:path';
import { z } from 'zod';
import type { DbOrTx } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { checkpointFileSchema } from '@/lib/registry/checkpoint';
import { verifyFolder } from '@/lib/registry/verify-files';
import type { CheckpointFact, GateFacts, HostFact, IndexFact } from './gate';
import { type ReleaseRecord, readGatePolicy, readLivePointer } from './store';

/** What is wrong with the files of a checkpoint, by checkpoint id; absent when all is well. */
export type FileProblems = ReadonlyMap<string, string>;

const checkpointIds = (release: ReleaseRecord): string[] => [
  ...release.spec.embedders.map((embedder) => embedder.checkpointId),
  ...(release.spec.reranker ? [release.spec.reranker.checkpointId] : []),
];

/** Hashes every file of every component of a release again. Slow for large models, so it runs before the transaction. */
export async function findFileProblems(reader: DbOrTx, release: ReleaseRecord): Promise<FileProblems> {
  const rows = await reader.checkpoint.findMany({ where: { id: { in: checkpointIds(release) } } });
  const problems = new Map<string, string>();
  for (const row of rows) {
    // A remote component has no files of ours.
    if (row.directory === null) continue;
    const problem = await verifyFolder(
      path.join(env().dataDir, row.directory),
      z.array(checkpointFileSchema).parse(row.files),
    );
    if (problem) problems.set(row.id, problem);
  }
  return problems;
}

/** Everything the gate asks about a release, as the database has it now. */
export async function readGateFacts(
  reader: DbOrTx,
  release: ReleaseRecord,
  given: { kind: GateFacts['kind']; fileProblems: FileProblems; host: HostFact | undefined },
): Promise<GateFacts> {
  const rows = await reader.checkpoint.findMany({ where: { id: { in: checkpointIds(release) } } });
  const pointer = await readLivePointer(reader);
  const checkpoints: CheckpointFact[] = checkpointIds(release).map((id) => {
    const row = rows.find((candidate) => candidate.id === id);
    const component = id === release.spec.reranker?.checkpointId ? 'reranker' : 'embedder';
    if (!row) return { name: id, component, isArchived: false, fileProblem: 'The checkpoint is no longer registered.' };
    return { name: row.name, component, isArchived: row.archivedAt !== null, fileProblem: given.fileProblems.get(id) };
  });
  return {
    kind: given.kind,
    release: {
      number: release.number,
      isWithdrawn: release.withdrawnAt !== null,
      isLive: pointer.releaseId === release.id,
    },
    checkpoints,
    indexes: await readIndexFacts(reader, release),
    host: given.host,
    findings: release.evidence,
    policy: await readGatePolicy(reader),
  };
}

async function readIndexFacts(reader: DbOrTx, release: ReleaseRecord): Promise<IndexFact[]> {
  const ids = release.bindings.indexes.map((index) => index.indexId);
  const rows = await reader.index.findMany({ where: { id: { in: ids } }, include: { corpus: true, checkpoint: true } });
  return release.bindings.indexes.map((binding) => {
    const row = rows.find((candidate) => candidate.id === binding.indexId);
    if (!row) {
      return {
        checkpointName: binding.checkpointId,
        corpusName: binding.corpusHash.slice(0, 8),
        state: 'missing',
        isBoundToEmbedder: false,
      };
    }
    const isBoundToEmbedder =
      row.embedderHash === binding.embedderHash &&
      row.embedderHash === row.checkpoint.contentHash &&
      row.corpusHash === binding.corpusHash &&
      row.manifestHash === binding.manifestHash;
    const state = row.state === 'ready' || row.state === 'building' || row.state === 'failed' ? row.state : 'missing';
    return { checkpointName: row.checkpoint.name, corpusName: row.corpus.name, state, isBoundToEmbedder };
  });
}
