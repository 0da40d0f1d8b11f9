'use client';
import { Printer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EffectsPanel } from '@/components/evaluations/stage-grid/effects-panel';
import { GridFigure } from '@/components/evaluations/stage-grid/grid-figure';
import { GridVerdict } from '@/components/evaluations/stage-grid/grid-verdict';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { AdviceView } from './advice-view';
import { ComparisonView } from './comparison-view';
import { ComponentView } from './component-view';
import { EvaluationFacts } from './evaluation-facts';
import { useMeasureWords } from './measure-words';
import { PointFigure } from './operating-point-view';
import { useEvaluation } from './queries/get-evaluation';

/** One evaluation on paper, for people who read one page a month: the answer first, then why, then what it stands on. */
export function ReportScreen({ id }: { id: string }) {
  const evaluation = useEvaluation(id);
  return <QueryView query={evaluation}>{(data) => <Report evaluation={data} />}</QueryView>;
}

function Report({ evaluation }: { evaluation: Evaluation }) {
  const t = useTranslations('evaluations');
  const meaning = useMeasureWords();
  const { dataset, split, results } = evaluation;
  const measures = measuresOf(evaluation);
  return (
    <article className="mx-auto flex w-full max-w-4xl flex-col gap-6">
      <PageHeader
        title={evaluation.name}
        description={
          dataset ? t('on', { dataset: dataset.name, version: dataset.version, split: split ?? '–' }) : t('datasetGone')
        }
        actions={
          <Button onClick={() => window.print()}>
            <Printer aria-hidden />
            {t('report.print')}
          </Button>
        }
      />
      <p className="text-ink-2">{t(`report.about.${results.kind}`)}</p>
      <Body evaluation={evaluation} />
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold text-lg">{t('report.words')}</h2>
        <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
          {measures.map((measure) => (
            <div key={measure} className="contents">
              <dt className="font-medium">{measure}</dt>
              <dd className="text-ink-2">{meaning(measure) ?? measure}</dd>
            </div>
          ))}
        </dl>
        <p className="text-ink-2">{t('report.interval')}</p>
      </section>
      <EvaluationFacts evaluation={evaluation} />
    </article>
  );
}

function measuresOf({ results }: Evaluation): string[] {
  if (results.kind === 'grid') return results.cells[0]?.measures.map(({ measure }) => measure) ?? [];
  if (results.kind === 'comparison') return results.measures.map(({ measure }) => measure);
  if (results.kind === 'component' || results.kind === 'run')
    return results.rows[0]?.measures.map(({ measure }) => measure) ?? [];
  return [results.primaryMeasure];
}

function Body({ evaluation }: { evaluation: Evaluation }) {
  const { results } = evaluation;
  switch (results.kind) {
    case 'grid':
      return (
        <>
          <GridVerdict evaluation={evaluation} results={results} />
          {results.effects.map((point) => (
            <GridFigure
              key={`${point.budget} ${point.depth} ${point.rerankerWeight}`}
              evaluation={evaluation}
              results={results}
              point={point}
              measure={results.primaryMeasure}
            />
          ))}
          <EffectsPanel evaluation={evaluation} results={results} point={results.effects[0]} />
        </>
      );
    case 'component':
    case 'run':
      return <ComponentView evaluation={evaluation} results={results} />;
    case 'comparison':
      return <ComparisonView evaluation={evaluation} results={results} />;
    case 'advice':
      return <AdviceView evaluation={evaluation} results={results} />;
    case 'operating-point':
      return <PointFigure results={results} />;
  }
}
