'use client';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { issueFor } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import type { ChangeDraft } from './start-training-form';
import { isSeed, type TrainingDraft } from './training-choice';

/** Architecture, precision, seed and name. */
export function ModelFields({ draft, change, error }: { draft: TrainingDraft; change: ChangeDraft; error: unknown }) {
  const t = useTranslations('training.start');
  return (
    <Panel title={t('modelAndSeed')}>
      <div className="grid gap-4 sm:grid-cols-2">
        {draft.component === 'embedder' && !draft.parentId && (
          <Field label={t('model')}>
            {(control) => (
              <Select
                {...control}
                value={draft.model}
                onChange={(model) => change({ model })}
                options={(['static-bag', 'transformer'] as const).map((value) => ({ value, label: t(value) }))}
              />
            )}
          </Field>
        )}
        <Field label={t('precision')}>
          {(control) => (
            <Select
              {...control}
              value={draft.precision}
              onChange={(precision) => change({ precision })}
              options={(['int8', 'float32'] as const).map((value) => ({ value, label: t(value) }))}
            />
          )}
        </Field>
        <Field label={t('seed')} hint={t('seedHint')} error={isSeed(draft.seed) ? undefined : t('seedWrong')}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              value={draft.seed}
              onChange={(event) => change({ seed: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('name')} error={issueFor(error, 'name')}>
          {(control) => (
            <Input
              {...control}
              maxLength={100}
              autoComplete="off"
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Panel>
  );
}
