import { type Excerpt, type TokenSequence, wholeText } from '../text/token-sequence';
import type { ContrastiveBatch } from './embedder-trainer';
import type { WeakPair } from './weak-pairs';

/** A question with one labelled document and mined ones; `positives` are all labelled documents of the question. */
export type LabelledRow = {
  query: TokenSequence;
  positive: number;
  negatives: readonly number[];
  positives: ReadonlySet<number>;
};

const masked = -1e4;

/**
 * Lays out a batch: one row a question, one column a document. The documents of other rows are negatives too, except
 * where they are labelled for the row's question or are the same document; those are masked.
 *
 * Columns: the positives of labelled rows, the documents of weak pairs, then all mined negatives.
 */
export function contrastiveBatch(
  labelled: readonly LabelledRow[],
  weak: readonly WeakPair[],
  documents: readonly TokenSequence[],
): ContrastiveBatch {
  const mined = labelled.flatMap((row) => [...row.negatives]);
  const columnDocuments = [...labelled.map((row) => row.positive), ...weak.map((pair) => pair.documentIndex), ...mined];
  const whole = (index: number): Excerpt => wholeText(documents[index] as TokenSequence);
  const rows = labelled.length + weak.length;
  const columns = columnDocuments.length;
  const targets = new Float32Array(rows * columns);
  const bias = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const question = labelled[row];
    const own = columnDocuments[row] as number;
    targets[row * columns + row] = 1;
    for (const [column, document] of columnDocuments.entries()) {
      const isRight = document === own || question?.positives.has(document);
      if (column !== row && isRight) bias[row * columns + column] = masked;
    }
  }
  return {
    queries: [...labelled.map((row) => wholeText(row.query)), ...weak.map((pair) => pair.query)],
    documents: [
      ...labelled.map((row) => whole(row.positive)),
      ...weak.map((pair) => pair.document),
      ...mined.map(whole),
    ],
    targets,
    bias,
  };
}
