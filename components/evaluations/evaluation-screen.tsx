'use client';
import { FileDown, FileText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { GridView } from '@/components/evaluations/stage-grid/grid-view';
import { Badge } from '@/components/ui/badge';
import { LinkButton } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { Tabs } from '@/components/ui/tabs';
import { useUrlState } from '@/components/ui/use-url-state';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { AdviceView } from './advice-view';
import { ComparisonView } from './comparison-view';
import { ComponentView } from './component-view';
import { evaluatedRows } from './evaluated-rows';
import { EvaluationFacts } from './evaluation-facts';
import { OperatingPointView } from './operating-point-view';
import { useEvaluation } from './queries/get-evaluation';
import { QueriesView } from './queries-view';

/** One evaluation: what it found, its queries, and everything it was found from. */
export function EvaluationScreen({ id }: { id: string }) {
  const evaluation = useEvaluation(id);
  return <QueryView query={evaluation}>{(data) => <EvaluationRecord evaluation={data} />}</QueryView>;
}

function EvaluationRecord({ evaluation }: { evaluation: Evaluation }) {
  const t = useTranslations('evaluations');
  const [search, change] = useUrlState();
  const { dataset, split, kind } = evaluation;
  const hasQueries = evaluatedRows(evaluation).length > 0;
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('title'), href: '/evaluations' }]}
        title={evaluation.name}
        status={<Badge>{t(`kind.${kind}`)}</Badge>}
        description={
          dataset ? t('on', { dataset: dataset.name, version: dataset.version, split: split ?? '–' }) : t('datasetGone')
        }
        actions={
          <>
            {hasQueries && kind !== 'comparison' && (
              <a
                href={`/api/evaluations/${encodeURIComponent(evaluation.id)}/csv`}
                download
                className="inline-flex h-8 items-center gap-1.5 rounded-md px-3 font-medium text-ink-2 hover:bg-hover hover:text-ink [&_svg]:size-4"
              >
                <FileDown aria-hidden />
                {t('export.csv')}
              </a>
            )}
            <LinkButton href={`/evaluations/${evaluation.id}/report`}>
              <FileText aria-hidden />
              {t('report.open')}
            </LinkButton>
          </>
        }
      />
      <Tabs
        label={t('views')}
        value={search.get('tab') ?? 'result'}
        onChange={(tab) => change({ tab: tab === 'result' ? undefined : tab })}
        tabs={[
          { value: 'result', label: t('tab.result'), content: <Result evaluation={evaluation} /> },
          ...(hasQueries
            ? [{ value: 'queries', label: t('tab.queries'), content: <QueriesView evaluation={evaluation} /> }]
            : []),
          { value: 'evidence', label: t('tab.evidence'), content: <EvaluationFacts evaluation={evaluation} /> },
        ]}
      />
    </>
  );
}

function Result({ evaluation }: { evaluation: Evaluation }) {
  const { results } = evaluation;
  switch (results.kind) {
    case 'grid':
      return <GridView evaluation={evaluation} results={results} />;
    case 'component':
    case 'run':
      return <ComponentView evaluation={evaluation} results={results} />;
    case 'comparison':
      return <ComparisonView evaluation={evaluation} results={results} />;
    case 'advice':
      return <AdviceView evaluation={evaluation} results={results} />;
    case 'operating-point':
      return <OperatingPointView evaluation={evaluation} results={results} />;
  }
}
