'use client';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { LinkButton } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { Tabs } from '@/components/ui/tabs';
import { useUrlState } from '@/components/ui/use-url-state';
import type { StudyRecord } from '@/lib/contracts/studies';
import { useStudy } from './queries/get-study';
import { StudyDesign } from './study-design';
import { StudyItemsTab } from './study-items-tab';
import { StudyJudges } from './study-judges';
import { StudyNextStep } from './study-next-step';
import { StudyProgressPanel } from './study-progress-panel';
import { StudyStateMark, VerdictMark } from './study-state';

/** One study from draft to verdict. */
export function StudyScreen({ id }: { id: string }) {
  const study = useStudy(id);
  return <QueryView query={study}>{(data) => <StudyView study={data} />}</QueryView>;
}

function StudyView({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies');
  const [search, change] = useUrlState();
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/studies' }]}
        title={study.name}
        description={t('compares', { champion: study.champion.name, challenger: study.challenger.name })}
        status={
          <span className="flex flex-wrap items-center gap-2">
            <StudyStateMark state={study.state} />
            {study.verdict && <VerdictMark verdict={study.verdict.verdict} />}
            {study.isAaStudy && <Badge>{t('aa')}</Badge>}
            {study.isSample && <Badge>{t('sample')}</Badge>}
            {study.isJudgedElsewhere && <Badge tone="warning">{t('elsewhere')}</Badge>}
          </span>
        }
        actions={
          study.state === 'closed' && (
            <LinkButton href={`/studies/${study.id}/report`} variant="primary">
              {t('report.open')}
            </LinkButton>
          )
        }
      />
      <StudyNextStep study={study} />
      <Tabs
        label={study.name}
        value={search.get('tab') ?? 'progress'}
        onChange={(tab) => change({ tab: tab === 'progress' ? undefined : tab, state: undefined, skip: undefined })}
        tabs={[
          { value: 'progress', label: t('tab.progress'), content: <StudyProgressPanel study={study} /> },
          {
            value: 'questions',
            label: t('tab.questions'),
            count: study.queries,
            content: <StudyItemsTab study={study} />,
          },
          { value: 'judges', label: t('tab.judges'), count: study.judges, content: <StudyJudges study={study} /> },
          { value: 'design', label: t('tab.design'), content: <StudyDesign study={study} /> },
        ]}
      />
    </>
  );
}
