'use client';
import { Database } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { useTrainings } from './queries/list-trainings';
import { StartTrainingForm } from './start-training-form';

/** Choose what to train and see what it costs, then start it. */
export function StartTrainingScreen() {
  const t = useTranslations('training');
  const trainings = useTrainings();
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/training' }]}
        title={t('start.title')}
        description={t('start.description')}
      />
      <QueryView query={trainings}>
        {({ choice }) =>
          choice.datasets.length === 0 ? (
            <EmptyState
              icon={Database}
              title={t('start.noDatasets')}
              action={
                <LinkButton href="/datasets?import=open" variant="primary">
                  {t('start.importOne')}
                </LinkButton>
              }
            />
          ) : (
            <StartTrainingForm choice={choice} />
          )
        }
      </QueryView>
    </>
  );
}
