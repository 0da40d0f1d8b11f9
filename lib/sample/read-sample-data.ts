import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TrainingInput } from '@/lib/training/train-checkpoint';
import { sampleApplications } from './sample-names';

const documentSchema = z.object({
  _id: z.string(),
  title: z.string(),
  text: z.string(),
  metadata: z.object({ act: z.string() }),
});
const querySchema = z.object({ _id: z.string(), text: z.string() });
const datasetSchema = z.object({
  relevant_from: z.number(),
  tasks: z.array(z.object({ id: z.string(), name: z.string(), instruction: z.string() })),
});

type TrainingDocument = TrainingInput['documents'][number];
type TrainingTask = TrainingInput['tasks'][number];
type Relevant = TrainingTask['train'];

/** One application of the sample with its questions and the documents that answer them, by split. */
export type SampleTask = TrainingTask & { test: Relevant };
export type SampleData = { documents: TrainingDocument[]; tasks: SampleTask[] };

/** The collection of the sample as training reads it: documents grouped by act, one task an application. */
export async function readSampleData(dataDirectory: string): Promise<SampleData> {
  const about = datasetSchema.parse(JSON.parse(await readFile(path.join(dataDirectory, 'dataset.json'), 'utf8')));
  const documents = (await readLines(path.join(dataDirectory, 'corpus.jsonl'))).map((line) => {
    const { _id: id, title, text, metadata } = documentSchema.parse(JSON.parse(line));
    return { id, title, text, group: metadata.act };
  });
  const tasks = await Promise.all(
    sampleApplications.map(async ({ slug: name }) => {
      const folder = path.join(dataDirectory, 'tasks', name);
      const queries = (await readLines(path.join(folder, 'queries.jsonl'))).map((line) =>
        querySchema.parse(JSON.parse(line)),
      );
      const split = (which: string) => readRelevant(path.join(folder, 'qrels', `${which}.tsv`), about.relevant_from);
      return {
        name,
        instruction: about.tasks.find((task) => task.id === name)?.instruction ?? '',
        queries: new Map(queries.map((query) => [query._id, query.text])),
        train: await split('train'),
        dev: await split('dev'),
        test: await split('test'),
      };
    }),
  );
  return { documents, tasks };
}

async function readLines(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

async function readRelevant(file: string, relevantFrom: number): Promise<Relevant> {
  const relevant = new Map<string, string[]>();
  for (const line of (await readLines(file)).slice(1)) {
    const [query = '', document = '', grade = ''] = line.split('\t');
    if (Number(grade) >= relevantFrom) relevant.set(query, [...(relevant.get(query) ?? []), document]);
  }
  return relevant;
}
