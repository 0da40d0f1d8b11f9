'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import type { EvaluationChoice } from '@/lib/contracts/evaluations';
import { ChooseComponents, isUsable } from './choose-components';
import { ChooseSplit, type ChosenSplit } from './choose-split';
import { NumberField } from './list-field';
import { parseNumbers, splitWords } from './parse-list';
import { parseReferences } from './parse-references';
import { useStartComponent } from './queries/start-evaluation';

export type FormProps = { choice: EvaluationChoice; first: ChosenSplit; onStarted: (jobId: string) => void };
const usualMeasures = {
  embedder: 'Recall@20, Recall@60, Recall@100, RR@10, nDCG@10',
  reranker: 'RR@10, nDCG@10, Success@1, Recall@10',
};
const bm25 = 'bm25';

/** Embedders by recall over K, or rerankers over the same candidates. */
export function ComponentForm({
  component,
  choice,
  first,
  onStarted,
}: FormProps & { component: 'embedder' | 'reranker' }) {
  const t = useTranslations('evaluations.form');
  const start = useStartComponent();
  const [split, setSplit] = useState(first);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(choice.components.map(({ id }) => id)));
  const [hasBm25, setHasBm25] = useState(true);
  const [candidates, setCandidates] = useState(bm25);
  const [budget, setBudget] = useState(component === 'embedder' ? '1000' : '60');
  const [measures, setMeasures] = useState(usualMeasures[component]);
  const [references, setReferences] = useState('');
  const version = choice.versions.find(({ versionId }) => versionId === split.versionId);
  const embedders = choice.components.filter((one) => one.component === 'embedder');
  const ids = choice.components
    .filter((one) => one.component === component && chosen.has(one.id) && isUsable(one, version?.corpusHash))
    .map(({ id }) => id);
  const depth = parseNumbers(budget, { min: 1, max: 1000, isWhole: true })?.[0];
  const points = parseReferences(references);
  const isReady =
    depth !== undefined && points !== undefined && (ids.length > 0 || (component === 'embedder' && hasBm25));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || depth === undefined) return;
    const shared = { ...split, measures: splitWords(measures) };
    start.mutate(
      component === 'embedder'
        ? { ...shared, component, embedderIds: ids, hasBm25, depth, references: points }
        : {
            ...shared,
            component,
            rerankerIds: ids,
            embedderId: candidates === bm25 ? null : candidates,
            budget: depth,
          },
      { onSuccess: ({ jobId }) => onStarted(jobId) },
    );
  };
  return (
    <Panel>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <ChooseSplit versions={choice.versions} value={split} onChange={setSplit} />
        <ChooseComponents
          legend={t(component === 'embedder' ? 'embedders' : 'rerankers')}
          choices={choice.components.filter((one) => one.component === component)}
          corpusHash={version?.corpusHash}
          chosen={chosen}
          onChange={setChosen}
          none={t(component === 'embedder' ? 'noEmbedder' : 'noReranker')}
        />
        {component === 'embedder' ? (
          <Checkbox isChecked={hasBm25} onChange={setHasBm25} label={t('bm25Line')} />
        ) : (
          <Field label={t('candidates')} hint={t('candidatesHint')}>
            {(control) => (
              <Select
                {...control}
                value={candidates}
                onChange={setCandidates}
                options={[
                  { value: bm25, label: 'BM25' },
                  ...embedders.map((one) => ({
                    value: one.id,
                    label: one.name,
                    isDisabled: !isUsable(one, version?.corpusHash),
                  })),
                ]}
              />
            )}
          </Field>
        )}
        <NumberField
          label={t(component === 'embedder' ? 'curveDepth' : 'budget')}
          value={budget}
          min={1}
          max={1000}
          isWhole
          onChange={setBudget}
        />
        <Field label={t('measures')} hint={t('measuresHint')}>
          {(control) => <Input {...control} value={measures} onChange={(event) => setMeasures(event.target.value)} />}
        </Field>
        {component === 'embedder' && (
          <Field label={t('references')} hint={t('referencesHint')} error={points ? undefined : t('referencesWrong')}>
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                value={references}
                onChange={(event) => setReferences(event.target.value)}
              />
            )}
          </Field>
        )}
        {start.isError && <Problem error={start.error} />}
        <Button type="submit" variant="primary" className="self-end" isBusy={start.isPending} disabled={!isReady}>
          {t('start')}
        </Button>
      </form>
    </Panel>
  );
}
