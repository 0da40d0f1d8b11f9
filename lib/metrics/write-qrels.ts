import type { Qrels } from './grades';
import { compareIds } from './trec-order';
import { checkTrecWord } from './write-run';

/**
 * Qrels as a TREC file: `query 0 document grade`, by query id and document id.
 *
 * @throws {InvalidInput} if an id is empty or holds white space, which the format cannot express
 */
export function writeQrels(qrels: Qrels): string {
  const lines: string[] = [];
  for (const [queryId, grades] of [...qrels].sort(([a], [b]) => compareIds(a, b))) {
    checkTrecWord(queryId, 'query id');
    for (const [documentId, grade] of [...grades].sort(([a], [b]) => compareIds(a, b))) {
      checkTrecWord(documentId, 'document id');
      lines.push(`${queryId} 0 ${documentId} ${grade}\n`);
    }
  }
  return lines.join('');
}
