'use client';
import { useTranslations } from 'next-intl';
import { CandidateButton } from '@/components/evaluations/candidate-dialog';
import { useMeasureWords } from '@/components/evaluations/measure-words';
import { useLabels } from '@/components/evaluations/use-labels';
import { Badge } from '@/components/ui/badge';
import { LinkButton } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { Definition } from '@/components/ui/tooltip';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { attributionKindSchema, type Evaluation } from '@/lib/contracts/evaluations';
import type { Cell, GridResults } from './grid-cell';
import { shownValue } from './grid-cell';

/** One cell: its figures, what became of relevant documents, its queries, and the way to a candidate. */
export function CellPanel({
  evaluation,
  results,
  cell,
  live,
}: {
  evaluation: Evaluation;
  results: GridResults;
  cell: Cell | undefined;
  live: Cell | undefined;
}) {
  const t = useTranslations('stageGrid');
  const queries = useTranslations('evaluations.queries');
  const format = useFormat();
  const meaning = useMeasureWords();
  const [, change] = useUrlState();
  const { cell: nameOf } = useLabels(evaluation);
  if (!cell) return null;
  const p = results.bestSetP.find((entry) => entry.cell === cell.key)?.p;
  const showQueries = (attribution?: string) =>
    change({ tab: 'queries', row: cell.key, attribution }, { isStep: true });
  return (
    <Panel title={nameOf(cell.key)} className="xl:sticky xl:top-18">
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-1.5">
          {cell.key === results.best && <Badge tone="accent">{t('best')}</Badge>}
          {cell.key === results.defaultChoice && <Badge tone="ok">{t('default')}</Badge>}
          {cell.key === evaluation.liveCell && <Badge tone="ok">{t('live')}</Badge>}
          {results.bestSet.includes(cell.key)
            ? cell.key !== results.best && <Badge>{t('tied')}</Badge>
            : p !== undefined && <Badge>{t('worse', { p: format.number(p, 3) })}</Badge>}
        </div>
        <Facts
          facts={[
            ...cell.measures.map(({ measure, mean, lower, upper }) => ({
              label: <Definition definition={meaning(measure) ?? measure}>{measure}</Definition>,
              value: (
                <span className="tabular">
                  {format.number(mean, 3)}{' '}
                  <span className="text-ink-3 text-xs">
                    {lower === null ? '' : `${format.number(lower, 3)} – ${format.number(upper, 3)}`}
                  </span>
                  {live && live !== cell && (
                    <span className="block text-ink-2 text-xs">
                      {t('againstLive', { change: format.signed(shownValue(cell, measure, live)) })}
                    </span>
                  )}
                </span>
              ),
            })),
            { label: t('judged', { k: cell.coverage.k }), value: format.percent(cell.coverage.mean, 0) },
            {
              label: <Definition definition={t('costDefinition')}>{t('cost')}</Definition>,
              value: format.bytes(cell.relativeCost),
            },
          ]}
        />
        <section className="flex flex-col gap-1.5">
          <h3 className="font-medium">{t('attribution')}</h3>
          <ul className="flex flex-col">
            {attributionKindSchema.options.map((kind) => (
              <li key={kind}>
                <button
                  type="button"
                  onClick={() => showQueries(kind)}
                  className="flex min-h-8 w-full items-center justify-between gap-3 rounded-md px-2 text-left hover:bg-hover"
                  title={queries(`attributionMeaning.${kind}`)}
                >
                  <span>{queries(`attributionKind.${kind}`)}</span>
                  <span className="tabular">{format.number(cell.attribution[kind] ?? 0)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
        <div className="flex flex-wrap gap-2">
          <CandidateButton evaluation={evaluation} cell={cell.key} />
          <LinkButton href={`/evaluations/${evaluation.id}?tab=queries&row=${encodeURIComponent(cell.key)}`}>
            {t('queries')}
          </LinkButton>
          {live && live !== cell && (
            <LinkButton
              variant="ghost"
              href={`/evaluations/compare?before=${evaluation.id}&before-row=${encodeURIComponent(live.key)}&after=${evaluation.id}&after-row=${encodeURIComponent(cell.key)}`}
            >
              {t('compare')}
            </LinkButton>
          )}
        </div>
      </div>
    </Panel>
  );
}
