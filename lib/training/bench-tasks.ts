import { readParent } from './checkpoint/checkpoint-files';
import { meanMeasures, measureRanking } from './measure-rankings';
import { loadTokenizer } from './text/build-tokenizer';
import { encodeData, type Relevant, type TrainingDocument, type TrainingTask } from './text/encode-data';
import { type TrainedCheckpoint, type TrainingInput, trainStages } from './train-checkpoint';
import { resultLists } from './train-reranker';
import type { DevMeasures, TrainingPorts } from './training-ports';

/** A task with a test split, which only the bench reads. */
export type BenchTask = TrainingTask & { test: Relevant };

/** Measures on the test questions of one task. */
export type TaskRow = {
  task: string;
  /** names of the tasks whose labels were learned from; none for the base */
  trainedOn: string[];
  usesInstructions: boolean;
  measures: DevMeasures;
};

/**
 * How well one embedder serves several tasks, and tasks that it was not trained on: each task is measured with the base,
 * with a model of all tasks, and with a model of all the others (held out, as in arXiv 2501.04652), every time with the
 * tasks' instructions and without them.
 *
 * @param tasks at least two, over the same documents
 */
export async function benchTasks(
  documents: readonly TrainingDocument[],
  tasks: readonly BenchTask[],
  seed: number,
  ports: TrainingPorts,
  settings: Pick<TrainingInput, 'recipes' | 'bag'> = {},
): Promise<TaskRow[]> {
  const rows: TaskRow[] = [];
  for (const usesInstructions of [false, true]) {
    const used = tasks.map((task) => (usesInstructions ? task : { ...task, instruction: undefined }));
    const common = { ...settings, component: 'embedder' as const, documents, seed };
    const base = await last(trainStages({ ...common, tasks: used, stages: ['base'] }, ports));
    const train = (on: readonly BenchTask[]): Promise<TrainedCheckpoint> =>
      last(trainStages({ ...common, tasks: on, stages: ['stage-1', 'stage-2'], parent: base.files }, ports));
    const measure = async (checkpoint: TrainedCheckpoint, on: readonly BenchTask[], task: BenchTask) => {
      const measures = await measureTask(checkpoint, documents, task, ports);
      rows.push({ task: task.name, trainedOn: on.map(({ name }) => name), usesInstructions, measures });
    };
    const all = await train(used);
    for (const task of used) {
      await measure(base, [], task);
      await measure(all, used, task);
      const others = used.filter((other) => other !== task);
      await measure(await train(others), others, task);
    }
  }
  return rows;
}

async function measureTask(
  { files }: TrainedCheckpoint,
  documents: readonly TrainingDocument[],
  task: BenchTask,
  ports: TrainingPorts,
): Promise<DevMeasures> {
  const { bag, tokenizer } = readParent(files);
  const tested = { ...task, train: new Map(), dev: task.test };
  const { data } = encodeData(loadTokenizer(tokenizer), documents, [tested], 384, 0);
  const lists = await resultLists(bag, data.dev, data, undefined, ports);
  const measured = data.dev.map(({ id, positives }, i) =>
    measureRanking(id, lists[i]?.dense.documents ?? [], positives),
  );
  return meanMeasures(measured) ?? { recall20: 0, recall60: 0, recall100: 0, mrr10: 0, ndcg10: 0 };
}

async function last(checkpoints: AsyncIterable<TrainedCheckpoint>): Promise<TrainedCheckpoint> {
  let latest: TrainedCheckpoint | undefined;
  for await (const checkpoint of checkpoints) latest = checkpoint;
  return latest as TrainedCheckpoint;
}

/** The rows as Markdown, one line a task and training. */
export function formatTasks(rows: readonly TaskRow[]): string {
  const lines = rows.map(({ task, trainedOn, usesInstructions, measures }) => {
    const { recall20, recall60, mrr10 } = measures;
    const figures = [recall20, recall60, mrr10].map((value) => value.toFixed(3)).join(' | ');
    return `| ${task} | ${trainedOn.join(', ') || 'base'} | ${usesInstructions ? 'yes' : 'no'} | ${figures} |`;
  });
  return [
    '| task | trained on | instructions | R@20 | R@60 | MRR@10 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
