'use client';
import { useTranslations } from 'next-intl';
import { ChoiceView } from '@/components/evaluations/choice-view';
import { EvaluationTable } from '@/components/evaluations/evaluation-table';
import { StartedJob } from '@/components/evaluations/started-job';
import { PageHeader } from '@/components/ui/page-header';
import { RadioCards } from '@/components/ui/radio-cards';
import { useUrlState } from '@/components/ui/use-url-state';
import { GridForm } from './grid-form';

const modes = ['grid', 'advice'] as const;

/** A workbench: the axes left, what runs and what was found right. */
export function StageGridScreen() {
  const t = useTranslations('stageGrid');
  const [search, change] = useUrlState();
  const mode = modes.find((candidate) => candidate === search.get('mode')) ?? 'grid';
  const job = search.get('job');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <RadioCards
            label={t('mode.label')}
            value={mode}
            onChange={(next) => change({ mode: next === 'grid' ? undefined : next })}
            columns={2}
            options={modes.map((value) => ({ value, label: t(`mode.${value}`), note: t(`mode.${value}Note`) }))}
          />
          <ChoiceView>
            {(choice, first) => (
              <GridForm
                key={mode}
                mode={mode}
                choice={choice}
                first={first}
                onStarted={(jobId) => change({ job: jobId })}
              />
            )}
          </ChoiceView>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {job && <StartedJob key={job} id={job} />}
          <EvaluationTable kinds={['grid', 'advice']} />
        </div>
      </div>
    </>
  );
}
