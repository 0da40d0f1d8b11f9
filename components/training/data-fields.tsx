'use client';
import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Panel } from '@/components/ui/panel';
import { Select } from '@/components/ui/select';
import { useFormat } from '@/components/ui/use-format';
import type { TrainingChoice } from '@/lib/contracts/trainings';
import type { ChangeDraft } from './start-training-form';
import { commonSplits, fittingDatasets, type TrainingDraft } from './training-choice';

const automatic = '__auto';

/** Which datasets, and which of their splits. */
export function DataFields({
  draft,
  change,
  choice,
}: {
  draft: TrainingDraft;
  change: ChangeDraft;
  choice: TrainingChoice;
}) {
  const t = useTranslations('training.start');
  const format = useFormat();
  const splits = commonSplits(choice, draft.datasets);
  const toggle = (slug: string, isChosen: boolean) =>
    change({
      datasets: isChosen ? [...draft.datasets, slug] : draft.datasets.filter((chosen) => chosen !== slug),
      trainSplit: undefined,
      devSplit: undefined,
    });
  const trainSplit = draft.trainSplit ?? (splits.includes('train') ? 'train' : undefined);
  return (
    <Panel title={t('data')} description={t('datasetsHint')}>
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{t('datasets')}</legend>
        {fittingDatasets(choice, draft.datasets).map((dataset) => (
          <Checkbox
            key={dataset.slug}
            isChecked={draft.datasets.includes(dataset.slug)}
            onChange={(isChosen) => toggle(dataset.slug, isChosen)}
            label={dataset.name}
            hint={t('datasetNote', {
              documents: format.number(dataset.documentCount),
              splits: Object.entries(dataset.splits)
                .map(([split, { queries }]) => t('split', { split, count: format.number(queries) }))
                .join(', '),
            })}
          />
        ))}
      </fieldset>
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        <Field label={t('trainSplit')} hint={t('testNever')}>
          {(control) => (
            <Select
              {...control}
              value={trainSplit}
              placeholder="–"
              disabled={splits.length === 0}
              onChange={(split) => change({ trainSplit: split })}
              options={splits.map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
        <Field label={t('devSplit')}>
          {(control) => (
            <Select
              {...control}
              value={draft.devSplit ?? automatic}
              onChange={(split) => change({ devSplit: split === automatic ? undefined : split })}
              options={[
                { value: automatic, label: t('devAuto') },
                ...splits.filter((split) => split !== trainSplit).map((value) => ({ value, label: value })),
              ]}
            />
          )}
        </Field>
      </div>
    </Panel>
  );
}
