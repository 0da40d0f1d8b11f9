'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/query-view';
import type { StudyOptions } from '@/lib/contracts/studies';
import { ArmsSection, QueriesSection } from './create-study-sections';
import { PlanSection } from './plan-section';
import { useCreateStudy } from './queries/change-study';
import { useStudyOptions } from './queries/get-study-options';
import { emptyDraft, type StudyDraft, studyOf } from './study-draft';

/** A new study: what is compared, on which queries, how large, by whom. */
export function CreateStudyScreen() {
  const t = useTranslations('studies');
  const options = useStudyOptions();
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/studies' }]}
        title={t('create')}
        description={t('new.description')}
      />
      <QueryView query={options}>{(data) => <StudyForm options={data} />}</QueryView>
    </>
  );
}

function StudyForm({ options }: { options: StudyOptions }) {
  const t = useTranslations('studies.new');
  const router = useRouter();
  const create = useCreateStudy();
  const [draft, setDraft] = useState<StudyDraft>(emptyDraft);
  const change = (changes: Partial<StudyDraft>) => setDraft((current) => ({ ...current, ...changes }));
  const study = studyOf(draft, options);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (study) create.mutate(study, { onSuccess: ({ id }) => router.push(`/studies/${id}`) });
  };
  const section = { draft, options, onChange: change };
  return (
    <form onSubmit={submit} className="grid items-start gap-4 xl:grid-cols-2">
      <div className="flex flex-col gap-4">
        <ArmsSection {...section} />
        <QueriesSection {...section} />
      </div>
      <div className="flex flex-col gap-4">
        <PlanSection {...section} />
        <Panel title={t('people')} description={t('peopleDetail')}>
          <div className="flex flex-col gap-4">
            {options.judges.length === 0 && <p className="text-ink-3">{t('noPeople')}</p>}
            {options.judges.map((judge) => (
              <Checkbox
                key={judge.id}
                label={judge.name}
                hint={judge.email}
                isChecked={draft.judgeIds.includes(judge.id)}
                onChange={(isChecked) =>
                  change({
                    judgeIds: isChecked
                      ? [...draft.judgeIds, judge.id]
                      : draft.judgeIds.filter((id) => id !== judge.id),
                  })
                }
              />
            ))}
            <Field label={t('judgmentsPerQuery')} hint={t('judgmentsPerQueryHint')}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={1}
                  max={9}
                  value={draft.judgmentsPerQuery}
                  onChange={(event) => change({ judgmentsPerQuery: event.target.value })}
                  className="w-28"
                />
              )}
            </Field>
            <Field label={t('protocol')} hint={t('protocolHint')}>
              {(control) => (
                <Textarea
                  {...control}
                  rows={4}
                  value={draft.protocol}
                  onChange={(event) => change({ protocol: event.target.value })}
                />
              )}
            </Field>
          </div>
        </Panel>
        {create.error && <Problem error={create.error} />}
        <div className="flex items-center justify-end gap-3">
          {!study && <p className="text-ink-3">{t('incomplete')}</p>}
          <Button type="submit" variant="primary" size="lg" disabled={!study} isBusy={create.isPending}>
            {t('submit')}
          </Button>
        </div>
      </div>
    </form>
  );
}
