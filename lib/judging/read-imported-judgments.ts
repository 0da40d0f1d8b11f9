import { readTable } from './read-table';
import type { ItemOutcome } from './study';

export type ImportedJudgment = { queryId: string; judge: string; stratum: string; outcome: ItemOutcome };

export type JudgmentImport = {
  judgments: ImportedJudgment[];
  report: { rows: number; accepted: number; duplicates: number; problems: { line: number; message: string }[] };
};

const outcomes: Record<string, ItemOutcome> = {
  arm_a: 'arm_a',
  champion: 'arm_a',
  a: 'arm_a',
  arm_b: 'arm_b',
  challenger: 'arm_b',
  b: 'arm_b',
  tie: 'judged_equal',
  equal: 'judged_equal',
  judged_equal: 'judged_equal',
  identical: 'identical_retrieval',
  identical_retrieval: 'identical_retrieval',
};

/**
 * Reads judgments made elsewhere, from JSON Lines or CSV with the columns `query_id`, `outcome` (`arm_a`/`champion`,
 * `arm_b`/`challenger`, `tie`, `identical_retrieval`), and optionally `judge` and `stratum`.
 *
 * @returns one judgment for each judge and query, the first one counting; a problem for each row that says nothing
 */
export function readImportedJudgments(content: string): JudgmentImport {
  const { rows, problems } = readTable(content);
  const judgments = new Map<string, ImportedJudgment>();
  let duplicates = 0;
  for (const { line, fields } of rows) {
    const queryId = textOf(fields.query_id ?? fields.queryid ?? fields.qid ?? fields._id ?? fields.id);
    const outcome = outcomes[textOf(fields.outcome ?? fields.preferred ?? fields.winner).toLowerCase()];
    const judge = textOf(fields.judge ?? fields.annotator) || 'unnamed';
    if (queryId === '') problems.push({ line, message: 'has no query_id' });
    else if (!outcome) problems.push({ line, message: 'has no outcome that is known' });
    else if (judgments.has(`${judge}\n${queryId}`)) duplicates++;
    else judgments.set(`${judge}\n${queryId}`, { queryId, judge, stratum: textOf(fields.stratum), outcome });
  }
  problems.sort((a, b) => a.line - b.line);
  return {
    judgments: [...judgments.values()],
    report: { rows: rows.length, accepted: judgments.size, duplicates, problems: problems.slice(0, 200) },
  };
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
