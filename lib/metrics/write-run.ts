import { InvalidInput } from '@/lib/foundation/errors';
import type { Run } from './run';
import { compareIds, compareScored } from './trec-order';

/**
 * A run as a TREC file: one line a document, queries by id, documents in trec_eval's order with ranks from 1, scores
 * with all digits so that reading the file back gives the same order.
 *
 * @throws {InvalidInput} if an id or the tag is empty or holds white space, which the format cannot express
 */
export function writeRun(run: Run): string {
  const lines: string[] = [];
  checkTrecWord(run.tag, 'run tag');
  for (const [queryId, documents] of [...run.queries].sort(([a], [b]) => compareIds(a, b))) {
    checkTrecWord(queryId, 'query id');
    for (const [index, document] of [...documents].sort(compareScored).entries()) {
      checkTrecWord(document.id, 'document id');
      lines.push(`${queryId} Q0 ${document.id} ${index + 1} ${document.score} ${run.tag}\n`);
    }
  }
  return lines.join('');
}

/** @throws {InvalidInput} unless the text can stand as one column of a TREC file */
export function checkTrecWord(text: string, what: string): void {
  if (text === '' || /\s/.test(text)) {
    throw new InvalidInput(
      `The ${what} ${JSON.stringify(text.slice(0, 60))} is empty or holds white space, which a TREC file cannot express.`,
    );
  }
}
