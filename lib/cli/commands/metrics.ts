import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';
import { evaluateRun } from '@/lib/metrics/evaluate-run';
import { evaluationRemarks, formatTrecLines } from '@/lib/metrics/format-trec-lines';
import { parseMeasureList } from '@/lib/metrics/parse-measure';
import { parseQrels } from '@/lib/metrics/parse-qrels';
import { parseRun } from '@/lib/metrics/parse-run';
import { type Command, required, UsageError } from '../command';

export const command: Command = {
  summary: 'Evaluate a TREC run against qrels, as trec_eval prints it',
  options: {
    run: { help: 'run file: TREC or CSV', value: 'FILE' },
    qrels: { help: 'qrels file: TREC, BEIR or CSV', value: 'FILE' },
    measures: { help: 'for example nDCG@10,Recall@60,RR@10', value: 'LIST' },
    'relevant-from': { help: 'lowest grade that counts as relevant (default 1)', value: 'GRADE' },
  },
  notes:
    'Prints measure<TAB>query-or-all<TAB>value. Remarks about undefined measures and missing queries go to standard error.',
  usesDatabase: false,
  async run(input) {
    const measures = parseMeasureList(required(input, 'measures'));
    const [run, qrels] = await Promise.all([
      read(required(input, 'run'), parseRun),
      read(required(input, 'qrels'), parseQrels),
    ]);
    const from = input.text('relevant-from');
    if (from !== undefined && !(Number(from) > 0)) throw new UsageError('--relevant-from must be a number above 0.');
    const evaluation = evaluateRun(run, qrels, measures, from === undefined ? {} : { relevantFrom: Number(from) });
    for (const remark of evaluationRemarks(evaluation)) input.remark(remark);
    return { data: evaluation, text: formatTrecLines(evaluation).lines.join('\n') };
  },
};

async function read<T>(file: string, parse: (text: string, name: string) => T): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new InvalidInput(`${file} cannot be read.`, {}, { cause: error });
  });
  return parse(text, path.basename(file));
}
