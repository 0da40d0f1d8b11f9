import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';

const file = z.string().min(1).max(1000);
const words = z.string().max(10_000);
const grade = z.number().finite();
const qrels = z.union([file, z.record(z.string(), file)]);

const taskSchema = z.object({
  name: z.string().min(1).max(200),
  task: words.optional(),
  instruction: words.optional(),
  queries: file.optional(),
  qrels: qrels.optional(),
  max_grade: grade.optional(),
  relevant_from: grade.positive().optional(),
});

/** `dataset.json` beside the files of a dataset; everything in it is optional, keys that are not listed are ignored. */
export const datasetFileSchema = z.object({
  name: z.string().min(1).max(200).optional(),
  language: z.string().max(50).optional(),
  domain: z.string().max(500).optional(),
  task: words.optional(),
  instruction: words.optional(),
  corpus: file.optional(),
  queries: file.optional(),
  qrels: qrels.optional(),
  /** names of the splits to import, when not all */
  splits: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
  max_grade: grade.optional(),
  /** lowest grade that counts as relevant for binary measures */
  relevant_from: grade.positive().optional(),
  /** several tasks over one corpus; an import takes one of them */
  tasks: z.array(taskSchema).max(100).optional(),
});
export type DatasetFile = z.infer<typeof datasetFileSchema>;

/** @throws {InvalidInput} naming every key that is wrong */
export async function readDatasetFile(path: string): Promise<DatasetFile> {
  const { size } = await stat(path);
  if (size > 1 << 20) throw new InvalidInput('dataset.json is larger than a megabyte.');
  let json: unknown;
  try {
    json = JSON.parse((await readFile(path, 'utf8')).replace(/^\ufeff/, ''));
  } catch (error) {
    throw new InvalidInput('dataset.json is not valid JSON.', {}, { cause: error });
  }
  const parsed = datasetFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    path: `dataset.json ${issue.path.join('.')}`,
    message: issue.message,
  }));
  throw new InvalidInput(`dataset.json is not usable: ${issues[0]?.path}: ${issues[0]?.message}`, { issues });
}

/**
 * The dataset file with one of its tasks put in its place: a task's own settings win over those of the whole.
 *
 * @throws {InvalidInput} naming the tasks, if there are several and none was chosen, or there is no such task
 */
export function chooseTask(dataset: DatasetFile, taskName: string | undefined): DatasetFile {
  const { tasks = [], ...whole } = dataset;
  const names = tasks.map((task) => task.name).join(', ');
  if (taskName === undefined && tasks.length > 1) {
    throw new InvalidInput(`dataset.json describes several tasks: ${names}. Choose one of them.`, {
      hint: 'Give the name of the task (--task NAME); import once for each task.',
    });
  }
  const task = taskName === undefined ? tasks[0] : tasks.find((one) => one.name === taskName);
  if (taskName !== undefined && !task) {
    throw new InvalidInput(`dataset.json has no task ${taskName}${names ? `; it has ${names}` : ''}.`);
  }
  return task ? { ...whole, ...task } : whole;
}
