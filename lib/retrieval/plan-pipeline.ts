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
  const rows = await readRows(reader, input);
  const problems = missingRows(rows, input);
  const corpora = input.corpusHashes.map((hash) => ({
    hash,
    directory: path.join(dataDir, 'corpora', hash),
    indexes: input.spec.embedders.flatMap(({ checkpointId }) => {
      const index = planIndex(rows, input, checkpointId, hash, problems);
      return index ? [{ ...index, directory: path.join(dataDir, index.directory) }] : [];
    }),
  }));
  if (problems.length > 0) {
    throw new Conflict(problems.join(' '), {
      blockers: problems.map((message) => ({ code: 'pipeline_incomplete', message })),
      hint: 'Build the missing indexes first.',
    });
  }
  const checkpoints = rows.checkpoints.map((row) => planCheckpoint(row, dataDir));
  return { id: input.id, dataDir, projectDir, spec: input.spec, checkpoints, corpora };
}

const checkpointIds = ({ embedders, reranker }: ConfigurationSpec): string[] => [
  ...embedders.map(({ checkpointId }) => checkpointId),
  ...(reranker ? [reranker.checkpointId] : []),
];

type Rows = Awaited<ReturnType<typeof readRows>>;

async function readRows(reader: DbOrTx, { spec, corpusHashes }: PlanPipelineInput) {
  const ids = checkpointIds(spec);
  const hashes = [...corpusHashes];
  const checkpoints = await reader.checkpoint.findMany({ where: { id: { in: ids } } });
  const corpora = await reader.corpus.findMany({ where: { hash: { in: hashes } } });
  const indexes = await reader.index.findMany({ where: { checkpointId: { in: ids }, corpusHash: { in: hashes } } });
  return { checkpoints, corpora, indexes };
}

const missingRows = ({ checkpoints, corpora }: Rows, { spec, corpusHashes }: PlanPipelineInput): string[] => [
  ...checkpointIds(spec)
    .filter((id) => !checkpoints.some((row) => row.id === id))
    .map((id) => `The checkpoint ${id} does not exist.`),
  ...corpusHashes
    .filter((hash) => !corpora.some((row) => row.hash === hash))
    .map((hash) => `The corpus ${hash.slice(0, 12)} does not exist.`),
];

/** The index of an embedder over a corpus; what is wrong with it is added to `problems`. */
function planIndex(
  { checkpoints, corpora, indexes }: Rows,
  { boundIndexes }: PlanPipelineInput,
  checkpointId: string,
  corpusHash: string,
  problems: string[],
) {
  const checkpoint = checkpoints.find(({ id }) => id === checkpointId);
  const corpus = corpora.find(({ hash }) => hash === corpusHash);
  const name = `${checkpoint?.name ?? checkpointId} over ${corpus?.name ?? corpusHash.slice(0, 12)}`;
  const index = indexes.find((row) => row.checkpointId === checkpointId && row.corpusHash === corpusHash);
  if (index?.state !== 'ready' || index.directory === null || index.manifestHash === null) {
    problems.push(`There is no finished index of ${name}.`);
    return undefined;
  }
  const { id, embedderHash, manifestHash, directory } = index;
  const bound = boundIndexes?.find(({ indexId }) => indexId === id);
  if (boundIndexes && bound?.manifestHash !== manifestHash) {
    problems.push(`The index of ${name} is not the one that the release was made with.`);
  }
  if (embedderHash !== checkpoint?.contentHash) problems.push(`The index of ${name} was built by another embedder.`);
  return { id, checkpointId, embedderHash, corpusHash, manifestHash, directory };
}

const planCheckpoint = (row: Rows['checkpoints'][number], dataDir: string): PipelinePlan['checkpoints'][number] => ({
  id: row.id,
  component: row.component === 'reranker' ? 'reranker' : 'embedder',
  stage: row.stage,
  hash: row.contentHash,
  ...(row.directory === null ? {} : { directory: path.join(dataDir, row.directory) }),
  files: checkpointFilesSchema.parse(row.files),
  config: checkpointConfigSchema.parse(row.config),
});
