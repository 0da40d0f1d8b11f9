'use client';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/ui/field';
import { Panel } from '@/components/ui/panel';
import { Select } from '@/components/ui/select';
import type { TrainingChoice } from '@/lib/contracts/trainings';
import type { ChangeDraft } from './start-training-form';
import { allStages, stagesBetween, type TrainingDraft } from './training-choice';

const none = '__none';

/** From which stage to which, and from which checkpoint. */
export function StageFields({
  draft,
  change,
  choice,
}: {
  draft: TrainingDraft;
  change: ChangeDraft;
  choice: TrainingChoice;
}) {
  const t = useTranslations('training.start');
  const isNew = draft.firstStage === 'base';
  const parents = choice.checkpoints.filter((checkpoint) => checkpoint.component === draft.component);
  const embedders = choice.checkpoints.filter((checkpoint) => checkpoint.component === 'embedder');
  const options = allStages.map((value) => ({ value, label: value, note: t(`stageNote.${value}`) }));
  const asOption = (checkpoint: TrainingChoice['checkpoints'][number]) => ({
    value: checkpoint.id,
    label: checkpoint.name,
    note: checkpoint.stage,
  });
  return (
    <Panel title={t('stages')} description={stagesBetween(draft.firstStage, draft.lastStage).join(' → ')}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('firstStage')}>
          {(control) => (
            <Select
              {...control}
              value={draft.firstStage}
              options={options}
              onChange={(firstStage) =>
                change({
                  firstStage,
                  lastStage:
                    allStages.indexOf(draft.lastStage) < allStages.indexOf(firstStage) ? firstStage : draft.lastStage,
                })
              }
            />
          )}
        </Field>
        <Field label={t('lastStage')}>
          {(control) => (
            <Select
              {...control}
              value={draft.lastStage}
              options={options.slice(allStages.indexOf(draft.firstStage))}
              onChange={(lastStage) => change({ lastStage })}
            />
          )}
        </Field>
        <Field label={t('parent')} hint={t('parentHint')} isRequired={!isNew}>
          {(control) => (
            <Select
              {...control}
              value={draft.parentId ?? (isNew ? none : undefined)}
              placeholder={t('chooseParent')}
              onChange={(id) => change({ parentId: id === none ? undefined : id })}
              options={[...(isNew ? [{ value: none, label: t('noParent') }] : []), ...parents.map(asOption)]}
            />
          )}
        </Field>
        {draft.component === 'reranker' && (
          <Field label={t('embedder')} hint={t('embedderHint')} isRequired>
            {(control) => (
              <Select
                {...control}
                value={draft.embedderId}
                placeholder={t('noEmbedder')}
                disabled={embedders.length === 0}
                onChange={(embedderId) => change({ embedderId })}
                options={embedders.map(asOption)}
              />
            )}
          </Field>
        )}
      </div>
    </Panel>
  );
}
