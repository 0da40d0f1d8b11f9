import path from 'node:path';
import type { DbOrTx } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { Conflict } from '@/lib/foundation/errors';
import { checkpointConfigSchema } from '@/lib/models/checkpoint-config';
import type { ConfigurationSpec } from './configuration';
import { checkpointFilesSchema, type PipelinePlan } from './pipeline-plan';

export type PlanPipelineInput = {
  /** names the pipeline in replies and logs */
  id: string;
  spec: ConfigurationSpec;
  corpusHashes: readonly string[];
  /** hashes that a release was bound to; an index that has another one by now is refused */
  boundIndexes?: readonly { indexId: string; manifestHash: string }[];
};

/**
 * Collects from the database what `openPipeline` needs, so that the process that opens it needs none. Reads only.
 *
 * @throws {Conflict} naming every checkpoint and index that is missing, unfinished or not the one that was promised
 */
export async function planPipeline(reader: DbOrTx, input: PlanPipelineInput): Promise<PipelinePlan> {
  const { dataDir, projectDir } = env();
  const { spec } = input;
  const embedderIds = spec.embedders.map(({ checkpointId }) => checkpointId);
  const ids = [...embedderIds, ...(spec.reranker ? [spec.reranker.checkpointId] : [])];
  const checkpoints = await reader.checkpoint.findMany({ where: { id: { in: ids } } });
  const corpora = await reader.corpus.findMany({ where: { hash: { in: [...input.corpusHashes] } } });
  const indexes = await reader.index.findMany({
    where: { checkpointId: { in: embedderIds }, corpusHash: { in: [...input.corpusHashes] } },
  });
  const problems: string[] = [];
  const planIndex = (checkpointId: string, corpusHash: string): PipelinePlan['corpora'][number]['indexes'] => {
    const checkpoint = checkpoints.find(({ id }) => id === checkpointId);
    const index = indexes.find((row) => row.checkpointId === checkpointId && row.corpusHash === corpusHash);
    const name = `${checkpoint?.name ?? checkpointId} over ${corpora.find(({ hash }) => hash === corpusHash)?.name ?? corpusHash.slice(0, 12)}`;
    if (index?.state !== 'ready' || index.directory === null || index.manifestHash === null) {
      problems.push(`There is no finished index of ${name}.`);
      return [];
    }
    const bound = input.boundIndexes?.find(({ indexId }) => indexId === index.id);
    if (input.boundIndexes && bound?.manifestHash !== index.manifestHash) {
      problems.push(`The index of ${name} is not the one that the release was made with.`);
    }
    if (index.embedderHash !== checkpoint?.contentHash) {
      problems.push(`The index of ${name} was built by another embedder.`);
    }
    const { id, embedderHash, manifestHash, directory } = index;
    return [{ id, checkpointId, embedderHash, corpusHash, manifestHash, directory: path.join(dataDir, directory) }];
  };
  for (const id of ids) {
    if (!checkpoints.some((row) => row.id === id)) problems.push(`The checkpoint ${id} does not exist.`);
  }
  for (const hash of input.corpusHashes) {
    if (!corpora.some((row) => row.hash === hash)) problems.push(`The corpus ${hash.slice(0, 12)} does not exist.`);
  }
  const plannedCorpora = input.corpusHashes.map((hash) => ({
    hash,
    directory: path.join(dataDir, 'corpora', hash),
    indexes: embedderIds.flatMap((checkpointId) => planIndex(checkpointId, hash)),
  }));
  if (problems.length > 0) {
    throw new Conflict(problems.join(' '), {
      blockers: problems.map((message) => ({ code: 'pipeline_incomplete', message })),
      hint: 'Build the missing indexes first.',
    });
  }
  return {
    id: input.id,
    dataDir,
    projectDir,
    spec,
    checkpoints: checkpoints.map((row) => ({
      id: row.id,
      component: row.component === 'reranker' ? 'reranker' : 'embedder',
      stage: row.stage,
      hash: row.contentHash,
      ...(row.directory === null ? {} : { directory: path.join(dataDir, row.directory) }),
      files: checkpointFilesSchema.parse(row.files),
      config: checkpointConfigSchema.parse(row.config),
    })),
    corpora: plannedCorpora,
  };
}
