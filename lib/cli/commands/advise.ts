import { startAdviceSchema } from '@/lib/contracts/advice';
import { planAdvice } from '@/lib/evaluation/plan-evaluation';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';
import { type Command, oneOf, table } from '../command';
import { axesOptions, figure, footer, given, oneNumber, readAxes, runEvaluation } from '../evaluation-options';

export const command: Command = {
  summary: 'Find the best cell of a grid with few reranker calls',
  options: {
    ...axesOptions,
    method: { help: 'race (default, certified) or quick-look (a guess within a fixed budget)', value: 'METHOD' },
    estimand: { help: 'these-queries (default) or future-queries', value: 'ESTIMAND' },
    alpha: { help: 'the race drops the true winner with at most this probability (default 0.05)', value: 'SHARE' },
    tolerance: { help: 'race: stop with a cell at most this much below the best', value: 'VALUE' },
    'budget-share': { help: 'quick look: share of the full grid to spend (default 0.3)', value: 'SHARE' },
  },
  notes: 'Example: npm run mixstage -- advise --dataset statutes --split dev --tolerance 0.01',
  async run(input) {
    const parsed = startAdviceSchema.safeParse({
      ...(await readAxes(input)),
      ...given('method', oneOf(input, 'method', ['race', 'quick-look'] as const)),
      ...given('estimand', oneOf(input, 'estimand', ['these-queries', 'future-queries'] as const)),
      ...given('alpha', oneNumber(input, 'alpha')),
      ...given('tolerance', oneNumber(input, 'tolerance')),
      ...given('budgetShare', oneNumber(input, 'budget-share')),
    });
    if (!parsed.success) throw new InvalidInput(`The request is not complete: ${parsed.error.issues[0]?.message}`);
    const evaluation = await runEvaluation(input, planAdvice(parsed.data));
    const { results } = evaluation;
    if (results.kind !== 'advice') throw new NotFound('The job stored something else than advice.');
    const rows = results.cells.map((cell) => [
      cell.key === results.cell ? '*' : '',
      cell.label,
      figure(cell.mean),
      cell.leftAfterQueries === null ? '' : `out after ${cell.leftAfterQueries} queries`,
    ]);
    const saved = results.fullPairs === 0 ? 0 : 1 - results.pairs / results.fullPairs;
    const lines = [
      table(['', 'CELL', results.primaryMeasure, ''], rows),
      '',
      `advice: ${results.cell}`,
      results.isCertified
        ? `certified: a race drops the true winner with probability at most ${results.alpha}`
        : 'not certified: a guess, nothing bounds how often it is wrong',
      `pairs ${results.pairs} of ${results.fullPairs}: ${(saved * 100).toFixed(0)} % saved; ${results.queriesUsed} of ${results.queriesAvailable} queries used`,
    ];
    if (results.regret) lines.push(`regret against the full grid: ${figure(results.regret.regret)}`);
    return { data: evaluation, text: [...lines, '', footer(evaluation)].join('\n') };
  },
};
