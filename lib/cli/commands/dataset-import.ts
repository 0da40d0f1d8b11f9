import path from 'node:path';
import { importRequestSchema } from '@/lib/datasets/import-dataset.job';
import { importReportSchema } from '@/lib/datasets/import-report';
import { requestImport } from '@/lib/datasets/request-import';
import { type Command, oneOf, UsageError } from '../command';
import { runQueuedJob } from '../run-queued-job';

export const command: Command = {
  summary: 'Import a dataset: a BEIR folder, or a .zip or .tar.gz of one',
  args: '<folder or archive>',
  arity: [1, 1],
  options: {
    slug: { help: 'short name in URLs and commands; made from the name', value: 'SLUG' },
    name: { help: 'name of the dataset; taken from dataset.json or the folder', value: 'NAME' },
    language: { help: 'language code, for example zh or en', value: 'CODE' },
    task: { help: 'which task of a dataset.json with several', value: 'NAME' },
    description: { help: 'what is searched with what', value: 'TEXT' },
    instruction: { help: 'instruction given to models with every query', value: 'TEXT' },
    corpus: {
      help: 'corpus of another dataset (its slug) or a corpus hash, when the import brings none',
      value: 'NAME',
    },
    'relevant-from': { help: 'lowest grade that counts as relevant', value: 'GRADE' },
    'on-bad-line': {
      help: 'refuse (default): nothing is imported; report: bad lines are left out and reported',
      value: 'MODE',
    },
  },
  notes: 'Example: npm run mixstage -- dataset import ../shared/data/stard-rebuilt',
  async run(input) {
    const relevantFrom = input.text('relevant-from');
    if (relevantFrom !== undefined && !(Number(relevantFrom) > 0))
      throw new UsageError('--relevant-from must be a number above 0.');
    const request = importRequestSchema.safeParse({
      source: { kind: 'path', path: path.resolve(input.args[0] ?? '') },
      slug: input.text('slug'),
      name: input.text('name'),
      language: input.text('language'),
      task: input.text('task'),
      taskDescription: input.text('description'),
      instruction: input.text('instruction'),
      corpus: input.text('corpus'),
      relevantFrom: relevantFrom === undefined ? undefined : Number(relevantFrom),
      onBadLine: oneOf(input, 'on-bad-line', ['refuse', 'report']),
    });
    if (!request.success)
      throw new UsageError(
        request.error.issues.map((issue) => `--${issue.path.join('.')} ${issue.message}`).join('; '),
      );
    const jobId = await requestImport(input.actor, request.data);
    const result = await runQueuedJob(jobId, input);
    return { data: result, text: summary(result) };
  },
};

function summary(result: Record<string, unknown>): string {
  const report = importReportSchema.parse(result.report);
  const splits = Object.entries(report.splits).map(
    ([name, { queries, pairs }]) => `  split ${name}: ${queries} queries, ${pairs} judgments`,
  );
  const counts = (label: string, found: Record<string, number | undefined>) =>
    Object.entries(found).map(([kind, n]) => `  ${label} (${kind.replaceAll('_', ' ')}): ${n}`);
  return [
    result.isNew
      ? `Imported ${result.slug}, version ${result.number}.`
      : `${result.slug} has exactly this content already as version ${result.number}; nothing was changed.`,
    `  documents: ${report.documents || 'none of its own'}, queries: ${report.queries}`,
    ...splits,
    ...(report.queriesWithoutQrels > 0 ? [`  queries without judgments: ${report.queriesWithoutQrels}`] : []),
    ...(report.repeatedTexts > 0
      ? [`  documents whose text stands under another id too: ${report.repeatedTexts}`]
      : []),
    ...counts('left out', report.leftOut),
    ...counts('noted', report.noted),
    ...report.issues.slice(0, 10).map((issue) => `    ${issue.file}:${issue.line} ${issue.message}`),
  ].join('\n');
}
