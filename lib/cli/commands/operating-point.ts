import { startOperatingPointSchema } from '@/lib/contracts/operating-points';
import { db } from '@/lib/db/client';
import { planOperatingPoint } from '@/lib/evaluation/plan-evaluation';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';
import { updateApplication } from '@/lib/releases/applications';
import { type Command, type CommandInput, oneOf, table, wholeNumber } from '../command';
import {
  checkpointIds,
  figure,
  footer,
  given,
  numberList,
  oneNumber,
  readSplit,
  runEvaluation,
  splitOptions,
} from '../evaluation-options';

const choices = ['recall-target', 'latency-budget', 'latency-sensitive', 'general', 'in-depth'] as const;

export const command: Command = {
  summary: 'Measure quality and latency at several K and N, and choose one',
  options: {
    ...splitOptions,
    embedder: { help: 'embedder (id or name); without one BM25 finds the candidates', value: 'CHECKPOINT' },
    bm25: { help: 'weight of BM25 beside the embedder (default: no BM25)', value: 'WEIGHT' },
    reranker: { help: 'reranker (id or name)', value: 'CHECKPOINT' },
    'reranker-weight': { help: "the reranker's share of the final score (default 1)", value: 'SHARE' },
    budgets: { help: 'retrieval budgets K (default 10,20,40,60,100)', value: 'LIST' },
    depths: { help: 'depths N (default 10)', value: 'LIST' },
    measure: { help: 'what quality means (default nDCG@10)', value: 'MEASURE' },
    'recall-target': { help: 'smallest K whose recall reaches this with its lower bound', value: 'SHARE' },
    'p95-ms': { help: 'best quality whose p95 latency stays within this', value: 'MS' },
    samples: { help: 'queries that are timed at each K (default 60)', value: 'COUNT' },
    apply: { help: 'application whose operating point is set', value: 'APPLICATION' },
    choose: { help: `what is applied: ${choices.join(', ')}`, value: 'CHOICE' },
  },
  notes:
    'Example: npm run mixstage -- operating-point --dataset statutes --embedder stage-3 --reranker stage-2 --recall-target 0.9 --p95-ms 50',
  async run(input) {
    const { shared } = await readSplit(input);
    const [embedderId = null] = await checkpointIds(input, input.texts('embedder'), 'embedder');
    const [rerankerId = null] = await checkpointIds(input, input.texts('reranker'), 'reranker');
    const parsed = startOperatingPointSchema.safeParse({
      ...shared,
      embedderId,
      rerankerId,
      ...given('bm25Weight', oneNumber(input, 'bm25')),
      ...given('rerankerWeight', oneNumber(input, 'reranker-weight')),
      ...given('budgets', numberList(input, 'budgets')),
      ...given('depths', numberList(input, 'depths')),
      ...given('primaryMeasure', input.text('measure')),
      ...given('recallTarget', oneNumber(input, 'recall-target')),
      ...given('p95BudgetMs', oneNumber(input, 'p95-ms')),
      ...given('samples', wholeNumber(input, 'samples')),
    });
    if (!parsed.success) throw new InvalidInput(`The request is not complete: ${parsed.error.issues[0]?.message}`);
    const evaluation = await runEvaluation(input, planOperatingPoint(parsed.data));
    const { results } = evaluation;
    if (results.kind !== 'operating-point') throw new NotFound('The job stored something else than operating points.');
    const isOnFront = (point: Point) =>
      results.front.some((best) => best.budget === point.budget && best.depth === point.depth);
    const rows = results.points.map((point) => [
      point.budget,
      point.depth,
      figure(point.quality),
      `${figure(point.qualityLower)} to ${figure(point.qualityUpper)}`,
      point.medianMs.toFixed(2),
      point.p95Ms.toFixed(2),
      isOnFront(point) ? '*' : '',
    ]);
    const lines = [
      table(['K', 'N', results.primaryMeasure, '95 % INTERVAL', 'MEDIAN MS', 'P95 MS', 'PARETO'], rows),
      '',
    ];
    const { recallTarget, latencyBudget } = results;
    if (recallTarget) {
      lines.push(
        recallTarget.isReached
          ? `recall ${recallTarget.target}: K=${recallTarget.budget} (recall ${figure(recallTarget.recall)}, lower bound ${figure(recallTarget.lower)})`
          : `recall ${recallTarget.target}: not reached; at the largest K ${figure(recallTarget.recall)}, lower bound ${figure(recallTarget.lower)}`,
      );
    }
    if (latencyBudget) {
      const { point } = latencyBudget;
      lines.push(
        `p95 within ${latencyBudget.p95Ms} ms: ${latencyBudget.isPossible ? '' : 'not possible; the fastest is '}K=${point.budget} N=${point.depth} (${point.p95Ms.toFixed(2)} ms)`,
      );
    }
    for (const preset of results.presets)
      lines.push(`${preset.name}: K=${preset.point.budget} N=${preset.point.depth}`);
    const applied = await apply(input, results);
    if (applied) lines.push(`${applied.application} now runs at K=${applied.budget} N=${applied.depth}`);
    return { data: { ...evaluation, applied }, text: [...lines, '', footer(evaluation)].join('\n') };
  },
};

type Results = Extract<Awaited<ReturnType<typeof runEvaluation>>['results'], { kind: 'operating-point' }>;
type Point = Results['points'][number];

async function apply(input: CommandInput, results: Results) {
  const slug = input.text('apply');
  if (slug === undefined) return null;
  const choice = oneOf(input, 'choose', choices) ?? 'general';
  const point = chosenPoint(results, choice);
  if (!point) throw new InvalidInput(`There is no operating point for "${choice}", so ${slug} was not changed.`);
  const found = await db().application.findFirst({
    where: { OR: [{ id: slug }, { slug }], archivedAt: null },
    select: { id: true },
  });
  if (!found) throw new NotFound(`There is no application ${slug}.`);
  await updateApplication(input.actor, found.id, point);
  return { application: slug, ...point };
}

function chosenPoint(
  results: Results,
  choice: (typeof choices)[number],
): { budget: number; depth: number } | undefined {
  const { recallTarget, latencyBudget, presets, points } = results;
  if (choice === 'recall-target') {
    const depth = points[0]?.depth ?? 10;
    const budget = recallTarget?.budget;
    return budget ? { budget: Math.max(budget, depth), depth } : undefined;
  }
  const point =
    choice === 'latency-budget'
      ? latencyBudget?.isPossible
        ? latencyBudget.point
        : undefined
      : presets.find(({ name }) => name === choice)?.point;
  return point && { budget: point.budget, depth: point.depth };
}
