'use client';
import { useTranslations } from 'next-intl';
import { PageHeader } from '@/components/ui/page-header';
import { RadioCards } from '@/components/ui/radio-cards';
import { useUrlState } from '@/components/ui/use-url-state';
import { ChoiceView } from './choice-view';
import { ComponentForm } from './component-form';
import { OperatingPointForm } from './operating-point-form';
import { RunForm } from './run-form';
import { StartedJob } from './started-job';

const kinds = ['embedder', 'reranker', 'operating-point', 'run'] as const;

/** A workbench: what to measure and on what; the job appears below and leads to the result. */
export function NewEvaluationScreen() {
  const t = useTranslations('evaluations');
  const [search, change] = useUrlState();
  const kind = kinds.find((candidate) => candidate === search.get('what')) ?? 'embedder';
  const job = search.get('job');
  const onStarted = (jobId: string) => change({ job: jobId });
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/evaluations' }]}
        title={t('new.title')}
        description={t('new.description')}
      />
      <div className="grid items-start gap-6 xl:grid-cols-[20rem_minmax(0,44rem)]">
        <RadioCards
          label={t('new.what')}
          value={kind}
          onChange={(what) => change({ what })}
          options={kinds.map((value) => ({ value, label: t(`new.${value}`), note: t(`new.${value}Note`) }))}
        />
        <div className="flex min-w-0 flex-col gap-4">
          <ChoiceView>
            {(choice, first) => {
              const shared = { choice, first, onStarted };
              if (kind === 'run') return <RunForm {...shared} />;
              if (kind === 'operating-point') return <OperatingPointForm {...shared} />;
              return <ComponentForm key={kind} component={kind} {...shared} />;
            }}
          </ChoiceView>
          {job && <StartedJob key={job} id={job} />}
        </div>
      </div>
    </>
  );
}
