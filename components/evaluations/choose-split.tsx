'use client';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { useFormat } from '@/components/ui/use-format';
import type { EvaluationChoice } from '@/lib/contracts/evaluations';

export type ChosenSplit = { versionId: string; split: string };
export type Version = EvaluationChoice['versions'][number];

/** The first dataset that has a split to measure on: test before dev before any other. */
export function firstSplit(versions: readonly Version[]): ChosenSplit | undefined {
  const version = versions.find((candidate) => candidate.splits.length > 0);
  return version && { versionId: version.versionId, split: usualSplit(version) };
}

const usualSplit = ({ splits }: Version): string =>
  (['test', 'dev'].find((name) => splits.some((split) => split.name === name)) ?? splits[0]?.name) || '';

/** Dataset and split: what is measured on. */
export function ChooseSplit({
  versions,
  value,
  onChange,
}: {
  versions: readonly Version[];
  value: ChosenSplit;
  onChange: (value: ChosenSplit) => void;
}) {
  const t = useTranslations('evaluations.form');
  const format = useFormat();
  const version = versions.find((candidate) => candidate.versionId === value.versionId);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('dataset')}>
        {(control) => (
          <Select
            {...control}
            value={value.versionId}
            onChange={(versionId) => {
              const chosen = versions.find((candidate) => candidate.versionId === versionId);
              if (chosen) onChange({ versionId, split: usualSplit(chosen) });
            }}
            options={versions.map(({ versionId, name, number, splits }) => ({
              value: versionId,
              label: name,
              note: t('versionNote', { number }),
              isDisabled: splits.length === 0,
            }))}
          />
        )}
      </Field>
      <Field label={t('split')} hint={t('splitHint')}>
        {(control) => (
          <Select
            {...control}
            value={value.split}
            onChange={(split) => onChange({ ...value, split })}
            options={(version?.splits ?? []).map(({ name, queries }) => ({
              value: name,
              label: name,
              note: t('queries', { count: format.number(queries) }),
            }))}
          />
        )}
      </Field>
    </div>
  );
}
