import path from 'node:path';
import { openCorpus } from '@/lib/datasets/corpus-files';
import { createCorpusWriter } from '@/lib/datasets/corpus-writer';
import { monotonicMs } from '@/lib/foundation/clock';
import { createSessionFromBytes } from '@/lib/onnx/session';
import { createBm25 } from '@/lib/retrieval/bm25';
import { defaultBm25 } from '@/lib/retrieval/configuration';
import { ensureLexicalIndex } from '@/lib/retrieval/lexical-index';
import { stageNames } from '@/lib/training/recipe';
import { type TrainedCheckpoint, type TrainingInput, trainStages } from '@/lib/training/train-checkpoint';
import type { TrainingEvent } from '@/lib/training/training-ports';
import { readSampleData } from './read-sample-data';
import { sampleSettings } from './sample-recipes';

export type SampleTrainingOptions = {
  /** the folder with corpus.jsonl and tasks */
  dataDirectory: string;
  /** an empty folder for the corpus files that BM25 needs */
  workDirectory: string;
  seed: number;
  onProgress(event: TrainingEvent): void;
  signal?: AbortSignal;
  settings?: Partial<TrainingInput>;
};

/**
 * Trains every stage of both components on the sample's train questions, all tasks together, and yields each checkpoint.
 * The same seed gives the same checkpoints.
 */
export async function* trainSample(options: SampleTrainingOptions): AsyncGenerator<TrainedCheckpoint> {
  const { documents, tasks } = await readSampleData(options.dataDirectory);
  const ports = {
    createRunner: (model: Uint8Array) => createSessionFromBytes(model),
    onProgress: options.onProgress,
    nowMs: monotonicMs,
    ...(options.signal ? { signal: options.signal } : {}),
  };
  // A bag of words reads an instruction as more words of the question, and serving sets none before it, so none is learned.
  const learned = tasks.map(({ test: _test, instruction: _instruction, ...task }) => task);
  const common = {
    documents,
    tasks: learned,
    stages: stageNames,
    seed: options.seed,
    ...sampleSettings,
    ...options.settings,
  };
  const embedders: TrainedCheckpoint[] = [];
  for await (const checkpoint of trainStages({ ...common, component: 'embedder' }, ports)) {
    embedders.push(checkpoint);
    yield checkpoint;
  }
  const [base, final] = [embedders[0]?.files ?? new Map(), embedders.at(-1)?.files ?? new Map()];
  const bm25 = await buildBm25(options.workDirectory, documents);
  yield* trainStages({ ...common, component: 'reranker', embedder: { base, final }, bm25 }, ports);
}

async function buildBm25(
  workDirectory: string,
  documents: readonly { id: string; title: string; text: string }[],
): Promise<NonNullable<TrainingInput['bm25']>> {
  const writer = await createCorpusWriter(path.join(workDirectory));
  for (const { id, title, text } of documents) await writer.write({ id, title, text });
  const reader = await openCorpus(workDirectory, (await writer.finish()).hash);
  try {
    return createBm25(await ensureLexicalIndex(workDirectory, reader), defaultBm25);
  } finally {
    await reader.close();
  }
}
