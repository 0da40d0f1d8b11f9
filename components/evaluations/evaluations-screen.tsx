'use client';
import { GitCompareArrows, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { LinkButton } from '@/components/ui/button';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { useUrlState } from '@/components/ui/use-url-state';
import { evaluationKindSchema } from '@/lib/contracts/evaluations';
import { EvaluationTable } from './evaluation-table';
import { useEvaluations } from './queries/list-evaluations';

/** Everything that was measured. */
export function EvaluationsScreen() {
  const t = useTranslations('evaluations');
  const [search] = useUrlState();
  const evaluations = useEvaluations();
  const kind = evaluationKindSchema.options.find((candidate) => candidate === search.get('kind'));
  const datasets = new Map(
    evaluations.data?.evaluations.flatMap(({ dataset }) => (dataset ? [[dataset.slug, dataset.name] as const] : [])),
  );
  const start = (
    <LinkButton variant="primary" href="/evaluations/new">
      <Plus aria-hidden />
      {t('new.open')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            <LinkButton href="/evaluations/compare">
              <GitCompareArrows aria-hidden />
              {t('compare.open')}
            </LinkButton>
            {start}
          </>
        }
      />
      <EvaluationTable
        {...(kind ? { kinds: [kind] } : {})}
        dataset={search.get('dataset') ?? undefined}
        action={start}
        toolbar={
          <>
            <ChoiceFilter
              name="kind"
              label={t('column.kind')}
              options={evaluationKindSchema.options.map((value) => ({ value, label: t(`kind.${value}`) }))}
            />
            <ChoiceFilter
              name="dataset"
              label={t('column.dataset')}
              options={[...datasets].map(([value, label]) => ({ value, label }))}
            />
            <ClearFilters names={['kind', 'dataset']} />
          </>
        }
      />
    </>
  );
}
