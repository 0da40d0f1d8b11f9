'use client';
import { Database } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { QueryView } from '@/components/ui/query-view';
import type { EvaluationChoice } from '@/lib/contracts/evaluations';
import { type ChosenSplit, firstSplit } from './choose-split';
import { useEvaluationChoice } from './queries/get-choice';

/** What can be evaluated, once it is known; without a judged split the one step that is missing. */
export function ChoiceView({ children }: { children: (choice: EvaluationChoice, first: ChosenSplit) => ReactNode }) {
  const t = useTranslations('evaluations.form');
  const choice = useEvaluationChoice();
  return (
    <QueryView query={choice}>
      {(data) => {
        const first = firstSplit(data.versions);
        if (first) return children(data, first);
        return (
          <EmptyState
            icon={Database}
            title={t('noDataset')}
            action={
              <LinkButton variant="primary" href="/datasets">
                {t('toDatasets')}
              </LinkButton>
            }
          >
            {t('noDatasetDetail')}
          </EmptyState>
        );
      }}
    </QueryView>
  );
}
