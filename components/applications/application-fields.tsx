'use client';
import { useTranslations } from 'next-intl';
import { useDatasets } from '@/components/datasets/queries/list-datasets';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { issueFor } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';

export type ApplicationDraft = { name: string; instruction: string; corpusHash: string; budget: string; depth: string };
export const noCorpus = '__none';

/** What is wrong with an operating point, as far as the browser can tell. */
export const isUsablePoint = ({ budget, depth }: ApplicationDraft): boolean =>
  Number(depth) >= 1 && Number(budget) >= Number(depth);

/** Name, corpus, instruction and operating point of an application. */
export function ApplicationFields({
  draft,
  onChange,
  error,
}: {
  draft: ApplicationDraft;
  onChange: (change: Partial<ApplicationDraft>) => void;
  error: unknown;
}) {
  const t = useTranslations('applications.field');
  const datasets = useDatasets();
  const corpora = new Map(datasets.data?.datasets.map((dataset) => [dataset.version.corpusHash, dataset]));
  return (
    <>
      <Field label={t('name')} isRequired error={issueFor(error, 'name') ?? issueFor(error, 'slug')}>
        {(control) => (
          <Input
            {...control}
            maxLength={80}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('corpus')} hint={t('corpusHint')} error={issueFor(error, 'corpusHash')}>
        {(control) => (
          <Select
            {...control}
            value={draft.corpusHash}
            onChange={(corpusHash) => onChange({ corpusHash })}
            options={[
              { value: noCorpus, label: t('noCorpus') },
              ...[...corpora].map(([hash, dataset]) => ({
                value: hash,
                label: dataset.name,
                note: t('documents', { count: dataset.version.documentCount }),
              })),
            ]}
          />
        )}
      </Field>
      <Field label={t('instruction')} hint={t('instructionHint')} error={issueFor(error, 'instruction')}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={2_000}
            value={draft.instruction}
            onChange={(event) => onChange({ instruction: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('budget')} hint={t('budgetHint')} isRequired error={issueFor(error, 'budget')}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={1000}
              value={draft.budget}
              onChange={(event) => onChange({ budget: event.target.value })}
            />
          )}
        </Field>
        <Field
          label={t('depth')}
          hint={t('depthHint')}
          isRequired
          error={issueFor(error, 'depth') ?? (isUsablePoint(draft) ? undefined : t('depthTooLarge'))}
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={200}
              value={draft.depth}
              onChange={(event) => onChange({ depth: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}
