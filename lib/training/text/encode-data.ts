import type { Tokenizer } from '@huggingface/tokenizers';
import { Uncomputable } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';
import { carveDev, type Question, type TrainingData } from '../training-data';
import { encodeDocument, encodeQuery } from './token-sequence';

/** A document as training reads it; `group` names what its neighbours share, such as the law an article is from. */
export type TrainingDocument = { id: string; title: string; text: string; group?: string };

/** One task: questions with labels. Without `dev`, a part of train is set aside; test labels have no place here. */
export type TrainingTask = {
  name: string;
  /** set before each question, for models that take instructions */
  instruction?: string;
  queries: ReadonlyMap<string, string>;
  train: Relevant;
  dev?: Relevant;
};

/** Ids of the relevant documents by query id. */
export type Relevant = ReadonlyMap<string, readonly string[]>;

/** Labels that could not be used, to be shown before training starts. */
export type LabelProblems = { unknownDocuments: number; unknownQueries: number; queriesWithoutPositives: number };

export const longestQuestion = 128;
const devShare = 0.1;

/**
 * Tokenises documents and questions and joins them with their labels. Labels that point nowhere are left out and counted.
 *
 * @param seed decides which train questions become dev where a task has no dev labels
 * @throws {Uncomputable} for an empty corpus
 */
export function encodeData(
  tokenizer: Tokenizer,
  documents: readonly TrainingDocument[],
  tasks: readonly TrainingTask[],
  maximumLength: number,
  seed: number,
): { data: TrainingData; problems: LabelProblems } {
  if (documents.length === 0) throw new Uncomputable('The corpus is empty, so there is nothing to train on.');
  const positions = new Map(documents.map((document, i) => [document.id, i]));
  const problems: LabelProblems = { unknownDocuments: 0, unknownQueries: 0, queriesWithoutPositives: 0 };
  const train: Question[] = [];
  const dev: Question[] = [];
  for (const task of tasks) {
    const read = (relevant: Relevant): Question[] => questionsOf(tokenizer, task, relevant, positions, problems);
    const labelled = read(task.train);
    const split = task.dev
      ? { train: labelled, dev: read(task.dev) }
      : carveDev(labelled, devShare, seededRandom(seed));
    train.push(...split.train);
    dev.push(...split.dev);
  }
  const sequences = documents.map((document) => encodeDocument(tokenizer, document, maximumLength));
  return {
    data: {
      documents: sequences,
      documentIds: documents.map((document) => document.id),
      groups: documents.some((document) => document.group) ? documents.map(({ group }) => group ?? '') : undefined,
      train,
      dev,
    },
    problems,
  };
}

function questionsOf(
  tokenizer: Tokenizer,
  { name, instruction, queries }: TrainingTask,
  relevant: Relevant,
  positions: ReadonlyMap<string, number>,
  problems: LabelProblems,
): Question[] {
  const questions: Question[] = [];
  for (const [id, documentIds] of relevant) {
    const text = queries.get(id);
    if (text === undefined) {
      problems.unknownQueries += 1;
      continue;
    }
    const positives = new Set<number>();
    for (const documentId of documentIds) {
      const position = positions.get(documentId);
      if (position === undefined) problems.unknownDocuments += 1;
      else positives.add(position);
    }
    if (positives.size === 0) {
      problems.queriesWithoutPositives += 1;
      continue;
    }
    const whole = instruction ? `${instruction} ${text}` : text;
    questions.push({
      id,
      task: name,
      text: whole,
      positives,
      sequence: encodeQuery(tokenizer, whole, longestQuestion),
    });
  }
  return questions;
}

/** The text of each question and document, for building a tokenizer; test questions are never among them. */
export function* trainingTexts(
  documents: readonly TrainingDocument[],
  tasks: readonly TrainingTask[],
): Generator<string> {
  for (const { title, text } of documents) {
    yield title;
    yield text;
  }
  for (const { queries, train, dev, instruction } of tasks) {
    if (instruction) yield instruction;
    for (const id of new Set([...train.keys(), ...(dev?.keys() ?? [])])) yield queries.get(id) ?? '';
  }
}
