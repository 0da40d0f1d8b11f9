'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { isUsable } from './choose-components';
import { ChooseSplit } from './choose-split';
import type { FormProps } from './component-form';
import { NumberField, NumbersField } from './list-field';
import { parseNumbers } from './parse-list';
import { useStartOperatingPoint } from './queries/start-evaluation';

const none = 'none';
const usual = {
  bm25Weight: '',
  budgets: '10, 20, 40, 60, 100',
  depths: '10',
  measure: 'nDCG@10',
  recallTarget: '90',
  p95: '100',
  samples: '60',
};

/** One configuration at several K and N; begins with what is live. */
export function OperatingPointForm({ choice, first, onStarted }: FormProps) {
  const t = useTranslations('evaluations.form');
  const start = useStartOperatingPoint();
  const { live } = choice;
  const embedders = choice.components.filter((one) => one.component === 'embedder');
  const rerankers = choice.components.filter((one) => one.component === 'reranker');
  const [split, setSplit] = useState(first);
  const version = choice.versions.find(({ versionId }) => versionId === split.versionId);
  const usable = embedders.filter((one) => isUsable(one, version?.corpusHash));
  const [embedder, setEmbedder] = useState(
    live ? (live.embedders[0]?.checkpointId ?? none) : (usable.at(-1)?.id ?? none),
  );
  const [reranker, setReranker] = useState(
    live ? (live.reranker?.checkpointId ?? none) : (rerankers.at(-1)?.id ?? none),
  );
  const [values, setValues] = useState({
    ...usual,
    bm25Weight: live?.bm25 && live.embedders.length > 0 ? String(live.bm25.weight) : '',
  });
  const set = (part: Partial<typeof usual>) => setValues({ ...values, ...part });
  const budgets = parseNumbers(values.budgets, { min: 1, max: 1000, isWhole: true });
  const depths = parseNumbers(values.depths, { min: 1, max: 200, isWhole: true });
  const optional = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const [recall, p95, bm25Weight, samples] = [
    optional(values.recallTarget),
    optional(values.p95),
    optional(values.bm25Weight),
    Number(values.samples),
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!budgets || !depths) return;
    start.mutate(
      {
        ...split,
        embedderId: embedder === none ? null : embedder,
        bm25Weight: bm25Weight ?? null,
        rerankerId: reranker === none ? null : reranker,
        ...(live?.reranker && live.reranker.checkpointId === reranker ? { rerankerWeight: live.reranker.weight } : {}),
        budgets,
        depths,
        primaryMeasure: values.measure.trim(),
        samples,
        ...(recall === undefined ? {} : { recallTarget: recall / 100 }),
        ...(p95 === undefined ? {} : { p95BudgetMs: p95 }),
      },
      { onSuccess: ({ jobId }) => onStarted(jobId) },
    );
  };
  return (
    <Panel>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <ChooseSplit versions={choice.versions} value={split} onChange={setSplit} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('embedder')}>
            {(control) => (
              <Select
                {...control}
                value={embedder}
                onChange={setEmbedder}
                options={[
                  ...embedders.map((one) => ({
                    value: one.id,
                    label: one.name,
                    isDisabled: !isUsable(one, version?.corpusHash),
                  })),
                  { value: none, label: t('bm25Only') },
                ]}
              />
            )}
          </Field>
          <Field label={t('reranker')}>
            {(control) => (
              <Select
                {...control}
                value={reranker}
                onChange={setReranker}
                options={[
                  ...rerankers.map((one) => ({ value: one.id, label: one.name })),
                  { value: none, label: t('noRerankerChoice') },
                ]}
              />
            )}
          </Field>
          <NumbersField
            label={t('budgets')}
            hint={t('budgetsHint')}
            value={values.budgets}
            min={1}
            max={1000}
            onChange={(text) => set({ budgets: text })}
          />
          <NumbersField
            label={t('depths')}
            hint={t('depthsHint')}
            value={values.depths}
            min={1}
            max={200}
            onChange={(text) => set({ depths: text })}
          />
          <NumberField
            label={t('recallTarget')}
            hint={t('recallTargetHint')}
            value={values.recallTarget}
            min={1}
            max={100}
            isOptional
            onChange={(text) => set({ recallTarget: text })}
          />
          <NumberField
            label={t('p95')}
            hint={t('p95Hint')}
            value={values.p95}
            min={0.1}
            max={600_000}
            isOptional
            onChange={(text) => set({ p95: text })}
          />
          <NumberField
            label={t('bm25Beside')}
            value={values.bm25Weight}
            min={0.01}
            max={1000}
            isOptional
            onChange={(text) => set({ bm25Weight: text })}
          />
          <NumberField
            label={t('samples')}
            hint={t('samplesHint')}
            value={values.samples}
            min={5}
            max={1000}
            isWhole
            onChange={(text) => set({ samples: text })}
          />
          <Field label={t('quality')} hint={t('qualityHint')}>
            {(control) => (
              <Input {...control} value={values.measure} onChange={(event) => set({ measure: event.target.value })} />
            )}
          </Field>
        </div>
        {start.isError && <Problem error={start.error} />}
        <Button
          type="submit"
          variant="primary"
          className="self-end"
          isBusy={start.isPending}
          disabled={!budgets || !depths}
        >
          {t('start')}
        </Button>
      </form>
    </Panel>
  );
}
