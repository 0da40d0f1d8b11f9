'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ChooseComponents, isUsable } from '@/components/evaluations/choose-components';
import { ChooseSplit, type ChosenSplit } from '@/components/evaluations/choose-split';
import { NumberField, NumbersField } from '@/components/evaluations/list-field';
import { parseNumbers, splitWords } from '@/components/evaluations/parse-list';
import { useStartAdvice, useStartGrid } from '@/components/evaluations/queries/start-evaluation';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { useFormat } from '@/components/ui/use-format';
import type { EvaluationChoice } from '@/lib/contracts/evaluations';
import { countCells } from './count-cells';

const whole = { min: 1, max: 1000, isWhole: true };
const mostCells = 400;

const usual = {
  budgets: '60',
  depths: '10',
  weights: '1',
  measures: 'nDCG@10, RR@10, Recall@10, Success@10',
  seed: '1',
  confirmation: '0',
  bm25Weight: '',
  tolerance: '',
};

/** The axes of a grid, or of the grid that the advisor shall find the best cell of. */
export function GridForm({
  mode,
  choice,
  first,
  onStarted,
}: {
  mode: 'grid' | 'advice';
  choice: EvaluationChoice;
  first: ChosenSplit;
  onStarted: (jobId: string) => void;
}) {
  const t = useTranslations('stageGrid');
  const form = useTranslations('evaluations.form');
  const format = useFormat();
  const startGrid = useStartGrid();
  const startAdvice = useStartAdvice();
  const start = mode === 'grid' ? startGrid : startAdvice;
  const [split, setSplit] = useState(first);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set(choice.components.map(({ id }) => id)));
  const [hasBm25, setHasBm25] = useState(true);
  const [withLive, setWithLive] = useState(true);
  const [estimand, setEstimand] = useState<'these-queries' | 'future-queries'>('these-queries');
  const [values, setValues] = useState(usual);
  const set = (part: Partial<typeof usual>) => setValues({ ...values, ...part });
  const version = choice.versions.find(({ versionId }) => versionId === split.versionId);
  const chosen = choice.components.filter(
    (component) => left.has(component.id) && isUsable(component, version?.corpusHash),
  );
  const embedderIds = chosen.filter(({ component }) => component === 'embedder').map(({ id }) => id);
  const rerankerIds = chosen.filter(({ component }) => component === 'reranker').map(({ id }) => id);
  const budgets = parseNumbers(values.budgets, whole);
  const depths = parseNumbers(values.depths, { ...whole, max: 200 });
  const weights = parseNumbers(values.weights, { min: 0.01, max: 1, isWhole: false });
  const bm25Weight = values.bm25Weight.trim() === '' ? undefined : Number(values.bm25Weight);
  const rows = embedderIds.length * (bm25Weight === undefined ? 1 : 2) + Number(hasBm25);
  const cells =
    budgets && depths && weights
      ? countCells({ rows, rerankers: rerankerIds.length, budgets, depths, weights: weights.length })
      : 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!budgets || !depths || !weights) return;
    const axes = {
      ...split,
      embedderIds,
      rerankerIds,
      hasBm25,
      budgets,
      depths,
      rerankerWeights: weights,
      measures: splitWords(values.measures),
      seed: Number(values.seed),
      ...(bm25Weight === undefined ? {} : { bm25Weight }),
    };
    const done = { onSuccess: ({ jobId }: { jobId: string }) => onStarted(jobId) };
    if (mode === 'grid')
      startGrid.mutate({ ...axes, withLive, confirmationShare: Number(values.confirmation) / 100 }, done);
    else
      startAdvice.mutate(
        { ...axes, estimand, ...(values.tolerance.trim() === '' ? {} : { tolerance: Number(values.tolerance) }) },
        done,
      );
  };
  const components = (component: Choice) => choice.components.filter((candidate) => candidate.component === component);
  return (
    <Panel title={t(`form.${mode}`)}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <ChooseSplit versions={choice.versions} value={split} onChange={setSplit} />
        <ChooseComponents
          legend={t('form.rows')}
          choices={components('embedder')}
          corpusHash={version?.corpusHash}
          chosen={left}
          onChange={setLeft}
          none={form('noEmbedder')}
        />
        <Checkbox isChecked={hasBm25} onChange={setHasBm25} label={t('form.bm25Row')} hint={t('form.bm25RowHint')} />
        <ChooseComponents
          legend={t('form.columns')}
          choices={components('reranker')}
          corpusHash={version?.corpusHash}
          chosen={left}
          onChange={setLeft}
          none={form('noReranker')}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <NumbersField
            label={form('budgets')}
            hint={form('budgetsHint')}
            value={values.budgets}
            min={1}
            max={1000}
            onChange={(budgetsText) => set({ budgets: budgetsText })}
          />
          <NumbersField
            label={form('depths')}
            hint={form('depthsHint')}
            value={values.depths}
            min={1}
            max={200}
            onChange={(depthsText) => set({ depths: depthsText })}
          />
        </div>
        {mode === 'grid' && choice.live && (
          <Checkbox
            isChecked={withLive}
            onChange={setWithLive}
            label={t('form.withLive')}
            hint={t('form.withLiveHint')}
          />
        )}
        {mode === 'advice' && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('form.estimand')} hint={t('form.estimandHint')}>
              {(control) => (
                <Select
                  {...control}
                  value={estimand}
                  onChange={setEstimand}
                  options={[
                    { value: 'these-queries', label: t('form.theseQueries') },
                    { value: 'future-queries', label: t('form.futureQueries') },
                  ]}
                />
              )}
            </Field>
            <NumberField
              label={t('form.tolerance')}
              hint={t('form.toleranceHint')}
              value={values.tolerance}
              min={0.001}
              max={1}
              isOptional
              onChange={(tolerance) => set({ tolerance })}
            />
          </div>
        )}
        <details className="group">
          <summary className="font-medium text-ink-2">{form('more')}</summary>
          <div className="mt-3 grid gap-4 sm:grid-cols-2">
            <Field label={form('measures')} hint={form('measuresHint')} className="sm:col-span-2">
              {(control) => (
                <Input
                  {...control}
                  value={values.measures}
                  onChange={(event) => set({ measures: event.target.value })}
                />
              )}
            </Field>
            <NumbersField
              label={form('weights')}
              hint={form('weightsHint')}
              value={values.weights}
              min={0.01}
              max={1}
              isWhole={false}
              onChange={(weightsText) => set({ weights: weightsText })}
            />
            <NumberField
              label={t('form.bm25Mix')}
              hint={t('form.bm25MixHint')}
              value={values.bm25Weight}
              min={0.01}
              max={1000}
              isOptional
              onChange={(text) => set({ bm25Weight: text })}
            />
            {mode === 'grid' && (
              <NumberField
                label={t('form.confirmation')}
                hint={t('form.confirmationHint')}
                value={values.confirmation}
                min={0}
                max={80}
                onChange={(confirmation) => set({ confirmation })}
              />
            )}
            <NumberField
              label={form('seed')}
              hint={form('seedHint')}
              value={values.seed}
              min={0}
              max={2 ** 32 - 1}
              isWhole
              onChange={(seed) => set({ seed })}
            />
          </div>
        </details>
        {start.isError && <Problem error={start.error} />}
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className={cells > mostCells ? 'text-danger' : 'text-ink-3'}>
            {cells > mostCells
              ? t('form.tooMany', { count: format.number(cells), most: mostCells })
              : t('form.cells', {
                  rows: format.number(rows),
                  columns: format.number(rerankerIds.length + 1),
                  count: format.number(cells),
                })}
          </p>
          <Button type="submit" variant="primary" isBusy={start.isPending} disabled={cells === 0 || cells > mostCells}>
            {t(`form.start.${mode}`)}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

type Choice = EvaluationChoice['components'][number]['component'];
