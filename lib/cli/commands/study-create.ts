import { readFile } from 'node:fs/promises';
import { newStudySchema } from '@/lib/contracts/studies';
import { InvalidInput } from '@/lib/foundation/errors';
import { createStudyFromSource } from '@/lib/judging/create-study-from-source';
import { importAnswers } from '@/lib/judging/import-answers';
import { importJudgments } from '@/lib/judging/import-judgments';
import { type Command, type CommandInput, UsageError } from '../command';

export const command: Command = {
  summary: 'Make a draft study from a JSON file, and fill it from files',
  args: '<study.json>',
  arity: [1, 1],
  options: {
    queries: { help: 'JSONL or CSV with query_id, question and optionally stratum', value: 'FILE' },
    'answers-a': { help: 'answers of the champion: JSONL or CSV with query_id and answer', value: 'FILE' },
    'answers-b': { help: 'answers of the challenger', value: 'FILE' },
    judgments: { help: 'judgments made elsewhere: JSONL or CSV with query_id and outcome', value: 'FILE' },
  },
  notes: 'The file is what POST /api/studies takes; --queries replaces its source.',
  async run(input) {
    const study = await readStudy(input);
    const { id } = await createStudyFromSource(input.actor, study);
    const lines = [`Made the study ${id}.`];
    const reports: Record<string, unknown> = {};
    for (const [option, arm] of [
      ['answers-a', 'arm_a'],
      ['answers-b', 'arm_b'],
    ] as const) {
      const file = input.text(option);
      if (file === undefined) continue;
      const report = await importAnswers(input.actor, id, arm, await readFile(file, 'utf8'));
      reports[arm] = report;
      lines.push(
        `Took ${report.accepted} of ${report.rows} answers of ${file}; ${report.missing.count} queries have none.`,
      );
    }
    const judgments = input.text('judgments');
    if (judgments !== undefined) {
      const report = await importJudgments(input.actor, id, await readFile(judgments, 'utf8'));
      reports.judgments = report;
      lines.push(`Took ${report.accepted} of ${report.rows} judgments.`);
    }
    return { data: { id, reports }, text: lines.join('\n') };
  },
};

async function readStudy(input: CommandInput) {
  const [file = ''] = input.args;
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} is not a JSON file: ${error instanceof Error ? error.message : error}`);
  }
  const queries = input.text('queries');
  const source = queries === undefined ? {} : { source: { kind: 'file', content: await readFile(queries, 'utf8') } };
  const parsed = newStudySchema.safeParse({ ...(given as object), ...source });
  if (parsed.success) return parsed.data;
  throw new InvalidInput(`${file} does not describe a study.`, {
    issues: parsed.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  });
}
