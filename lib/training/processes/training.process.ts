import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openCorpus } from '@/lib/datasets/corpus-files';
import { monotonicMs } from '@/lib/foundation/clock';
import { toMixstageError } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import { createSessionFromBytes } from '@/lib/onnx/session';
import { createBm25 } from '@/lib/retrieval/bm25';
import { defaultBm25 } from '@/lib/retrieval/configuration';
import { ensureLexicalIndex } from '@/lib/retrieval/lexical-index';
import { keepEpochs } from '@/lib/training/keep-epochs';
import { readFolderFiles, readStageReport, writeStageFolder } from '@/lib/training/running/stage-folder';
import { type TrainingInstruction, trainingInstructionSchema } from '@/lib/training/running/training-instruction';
import type { FromTraining, ToTraining } from '@/lib/training/running/training-messages';
import type { TrainingDocument } from '@/lib/training/text/encode-data';
import { type TrainingInput, trainStages } from '@/lib/training/train-checkpoint';

/**
 * The training process: reads its instruction and the corpus from files, trains stage after stage on one thread, keeps
 * every epoch and every finished stage on disk, and tells its parent. It ends with its parent.
 */
const stop = new AbortController();
const send = (message: FromTraining): void => {
  if (process.connected) process.send?.(message);
};

async function loadInput(instruction: TrainingInstruction): Promise<TrainingInput> {
  const reader = await openCorpus(instruction.dataDir, instruction.corpusHash);
  const documents: TrainingDocument[] = [];
  for await (const { id, title, text, metadata } of reader.all()) {
    documents.push({ id, title, text, ...groupOf(metadata) });
  }
  const isReranker = instruction.component === 'reranker';
  const bm25 = isReranker ? createBm25(await ensureLexicalIndex(instruction.dataDir, reader), defaultBm25) : undefined;
  await reader.close();
  const { component, stages, seed, precision, model, parentDirectory, embedder } = instruction;
  return {
    component,
    documents,
    tasks: instruction.tasks.map((task) => ({
      name: task.name,
      ...(task.instruction ? { instruction: task.instruction } : {}),
      queries: new Map(task.queries),
      train: new Map(task.train),
      ...(task.dev ? { dev: new Map(task.dev) } : {}),
    })),
    stages,
    seed,
    precision,
    model,
    ...(parentDirectory ? { parent: await readFolderFiles(parentDirectory) } : {}),
    ...(embedder
      ? { embedder: { final: await readFolderFiles(embedder.final), base: await readFolderFiles(embedder.base) } }
      : {}),
    ...(bm25 ? { bm25 } : {}),
  };
}

/** What documents that stand beside each other share, where the collection says it: the law, the act, the source. */
function groupOf(metadata: Record<string, unknown> | undefined): { group?: string } {
  const group = metadata?.law ?? metadata?.act ?? metadata?.source;
  return typeof group === 'string' ? { group } : {};
}

async function main(instructionFile: string): Promise<void> {
  const instruction = trainingInstructionSchema.parse(JSON.parse(await readFile(instructionFile, 'utf8')));
  const checkpoints = trainStages(await loadInput(instruction), {
    createRunner: (model) => createSessionFromBytes(model),
    onProgress: (event) => send({ type: 'event', event }),
    signal: stop.signal,
    ...keepEpochs(path.join(instruction.workDirectory, 'epochs')),
    nowMs: monotonicMs,
  });
  for await (const checkpoint of checkpoints) {
    // A stage that an earlier try finished comes back from its last epoch; its folder may be registered already.
    if (!(await readStageReport(instruction.workDirectory, checkpoint.stage))) {
      await writeStageFolder(instruction.workDirectory, checkpoint);
    }
    send({ type: 'finished', stage: checkpoint.stage });
  }
  send({ type: 'done', cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6 });
}

process.on('message', (message: ToTraining) => {
  if (message.type === 'stop') stop.abort();
});
process.on('disconnect', () => process.exit(1));
process.on('SIGINT', () => undefined);

try {
  await main(process.argv[2] ?? '');
} catch (error) {
  const { code, message, details, cause } = toMixstageError(error);
  if (code === 'internal') log.error('training.failed', {}, cause);
  send({ type: 'failed', error: { code, message, details } });
}
process.disconnect?.();
