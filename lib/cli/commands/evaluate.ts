import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startComponentSchema } from '@/lib/contracts/evaluations';
import { evaluateImportedRun } from '@/lib/evaluation/evaluate-imported-run';
import { planComponent } from '@/lib/evaluation/plan-evaluation';
import { getEvaluation } from '@/lib/evaluation/read-evaluations';
import type { StoredEvaluation } from '@/lib/evaluation/store';
import { InvalidInput } from '@/lib/foundation/errors';
import { type Command, type CommandInput, oneOf, table, UsageError, wholeNumber } from '../command';
import {
  checkpointIds,
  figure,
  footer,
  given,
  readAxes,
  readSplit,
  runEvaluation,
  splitOptions,
} from '../evaluation-options';

export const command: Command = {
  summary: 'Evaluate embedders, rerankers, or the run of another system',
  options: {
    ...splitOptions,
    component: { help: 'embedder: recall over K; reranker: order of fixed candidates', value: 'COMPONENT' },
    embedder: { help: 'embedder (id or name; default: all with an index)', value: 'CHECKPOINT', isRepeatable: true },
    reranker: { help: 'reranker (id or name; default: all)', value: 'CHECKPOINT', isRepeatable: true },
    candidates: { help: 'for rerankers: the embedder that finds the candidates (default: BM25)', value: 'CHECKPOINT' },
    budget: { help: 'K of the candidates (default 60), or how deep curves go (default 1000)', value: 'K' },
    'no-bm25': { help: 'leave out BM25 as a line of its own' },
    run: { help: 'evaluate this run instead: TREC or CSV', value: 'FILE' },
    measures: { help: 'for example nDCG@10,Recall@60,RR@10', value: 'LIST' },
  },
  notes:
    'Example: npm run mixstage -- evaluate --component embedder --dataset statutes --measures Recall@20,Recall@60,Recall@100',
  async run(input) {
    const evaluation = input.text('run') === undefined ? await evaluateComponent(input) : await evaluateRunFile(input);
    const { results } = evaluation;
    if (results.kind !== 'component' && results.kind !== 'run')
      throw new InvalidInput('The job stored something else.');
    const measures = results.rows[0]?.measures.map(({ measure }) => measure) ?? [];
    const rows = results.rows.map((row) => [
      row.label,
      ...row.measures.map(({ mean, lower, upper }) => `${figure(mean)} [${figure(lower)}, ${figure(upper)}]`),
      row.measures[0] ? `${row.measures[0].definedQueries} of ${row.measures[0].queries}` : '',
      row.coverage.mean === null ? '–' : `${(row.coverage.mean * 100).toFixed(0)} %`,
    ]);
    for (const remark of new Set(results.rows.flatMap((row) => row.remarks))) input.remark(`note: ${remark}`);
    const text = table(['', ...measures, 'QUERIES', `JUDGED@${results.rows[0]?.coverage.k ?? ''}`], rows);
    return { data: evaluation, text: `${text}\n\n${footer(evaluation)}` };
  },
};

async function evaluateComponent(input: CommandInput): Promise<StoredEvaluation> {
  const component = oneOf(input, 'component', ['embedder', 'reranker'] as const);
  if (!component) throw new UsageError('--component is missing (or --run, for the run of another system).');
  const { shared } = await readSplit(input);
  const { embedderIds, rerankerIds } = await readAxes(input);
  const budget = wholeNumber(input, 'budget');
  const [candidates = null] = await checkpointIds(input, input.texts('candidates'), 'embedder');
  const parsed = startComponentSchema.safeParse({
    ...shared,
    component,
    ...(component === 'embedder'
      ? { embedderIds, ...given('depth', budget) }
      : { rerankerIds, embedderId: candidates, ...given('budget', budget) }),
    hasBm25: !input.has('no-bm25'),
    ...given('measures', input.text('measures')?.split(',')),
  });
  if (!parsed.success) throw new InvalidInput(`The request is not complete: ${parsed.error.issues[0]?.message}`);
  return runEvaluation(input, planComponent(parsed.data));
}

async function evaluateRunFile(input: CommandInput): Promise<StoredEvaluation> {
  const file = input.text('run') ?? '';
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new InvalidInput(`${file} cannot be read.`, {}, { cause: error });
  });
  const { shared } = await readSplit(input);
  const { versionId, split } = shared;
  const request = {
    versionId,
    split,
    fileName: path.basename(file),
    ...given('name', input.text('name')),
    ...given('measures', input.text('measures')?.split(',')),
  };
  const { evaluationId } = await evaluateImportedRun(input.actor, request, text);
  return getEvaluation(input.actor, evaluationId);
}
