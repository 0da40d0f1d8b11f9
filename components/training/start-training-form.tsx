'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useDeferredValue, useState } from 'react';
import { Panel } from '@/components/ui/panel';
import { RadioCards } from '@/components/ui/radio-cards';
import { toast } from '@/components/ui/toast';
import { useUrlState } from '@/components/ui/use-url-state';
import type { TrainingChoice } from '@/lib/contracts/trainings';
import { DataFields } from './data-fields';
import { ModelFields } from './model-fields';
import { PlanPanel } from './plan-panel';
import { useTrainingPlan } from './queries/plan-training';
import { useStartTraining } from './queries/start-training';
import { StageFields } from './stage-fields';
import { startOf, type TrainingDraft } from './training-choice';

/** One change of the draft. */
export type ChangeDraft = (changes: Partial<TrainingDraft>) => void;

/** Controls left, the plan right; the plan follows every change. */
export function StartTrainingForm({ choice }: { choice: TrainingChoice }) {
  const t = useTranslations('training');
  const router = useRouter();
  const [search] = useUrlState();
  const start = useStartTraining();
  const [draft, setDraft] = useState<TrainingDraft>(() => firstDraft(choice, search));
  const change: ChangeDraft = (changes) => setDraft((old) => ({ ...old, ...changes }));
  const wanted = startOf(draft);
  const plan = useTrainingPlan(useDeferredValue(wanted));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wanted || start.isPending) return;
    start.mutate(wanted, {
      onSuccess: ({ trainingId }) => {
        toast.ok({ title: t('start.started'), description: t('start.startedDetail') });
        router.push(`/training/${trainingId}`);
      },
    });
  };
  return (
    <form onSubmit={submit} className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
      <div className="flex min-w-0 flex-col gap-6">
        <Panel title={t('start.component')}>
          <RadioCards
            label={t('start.component')}
            columns={2}
            value={draft.component}
            onChange={(component) => change({ component, parentId: undefined })}
            options={[
              { value: 'embedder', label: t('component.embedder'), note: t('start.embedderNote') },
              { value: 'reranker', label: t('component.reranker'), note: t('start.rerankerNote') },
            ]}
          />
        </Panel>
        <DataFields draft={draft} change={change} choice={choice} />
        <StageFields draft={draft} change={change} choice={choice} />
        <ModelFields draft={draft} change={change} error={start.error ?? plan.error} />
      </div>
      <PlanPanel
        plan={wanted && plan.data}
        error={start.error ?? (wanted ? plan.error : null)}
        isLoading={plan.isFetching}
        canStart={wanted !== undefined && !plan.isError}
        isStarting={start.isPending}
      />
    </form>
  );
}

/** What the address asks for, else the most labelled dataset and the newest embedder. */
function firstDraft(choice: TrainingChoice, search: URLSearchParams): TrainingDraft {
  const labelled = (slug: string) =>
    choice.datasets.find((dataset) => dataset.slug === slug)?.splits.train?.queries ?? 0;
  const slugs = choice.datasets.map((dataset) => dataset.slug);
  const asked = search
    .get('dataset')
    ?.split(',')
    .filter((slug) => slugs.includes(slug));
  const most = slugs.toSorted((a, b) => labelled(b) - labelled(a))[0];
  const parent = choice.checkpoints.find((checkpoint) => checkpoint.id === search.get('parent'));
  const component = parent?.component ?? (search.get('component') === 'reranker' ? 'reranker' : 'embedder');
  const next = { base: 'stage-1', 'stage-1': 'stage-2', 'stage-2': 'stage-3' } as const;
  return {
    component,
    datasets: asked && asked.length > 0 ? asked : most ? [most] : [],
    trainSplit: undefined,
    devSplit: undefined,
    firstStage: parent ? (next[parent.stage as keyof typeof next] ?? 'stage-3') : 'base',
    lastStage: 'stage-3',
    parentId: parent?.id,
    embedderId: choice.checkpoints.find((checkpoint) => checkpoint.component === 'embedder')?.id,
    seed: '',
    precision: 'int8',
    model: 'static-bag',
    name: '',
  };
}
