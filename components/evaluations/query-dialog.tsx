'use client';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { Dialog } from '@/components/ui/dialog';
import { QueryView } from '@/components/ui/query-view';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation, EvaluationQuery } from '@/lib/contracts/evaluations';
import type { Rows } from './queries/get-queries';
import { useEvaluationQuery } from './queries/get-query';
import { useLabels } from './use-labels';

type Document = EvaluationQuery['missed'][number];

/** What was returned for one query, by one row or by two side by side, and what should have been. */
export function QueryDialog({
  evaluation,
  queryId,
  rows,
  onClose,
}: {
  evaluation: Evaluation;
  queryId: string;
  rows: Rows;
  onClose: () => void;
}) {
  const t = useTranslations('evaluations.queries');
  const format = useFormat();
  const { cell } = useLabels(evaluation);
  const query = useEvaluationQuery(evaluation.id, queryId, rows);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="lg"
      title={query.data?.text ?? queryId}
      description={t('dialog', { id: queryId })}
    >
      <QueryView query={query}>
        {(data) => (
          <>
            <div className="grid gap-4 sm:grid-cols-[repeat(auto-fit,minmax(0,1fr))] sm:grid-flow-col">
              {data.lists.map((list) => (
                <section key={list.row} className="flex min-w-0 flex-col gap-2">
                  <h3 className="font-semibold">{cell(list.row)}</h3>
                  <p className="tabular text-ink-3 text-xs">
                    {Object.entries(list.values)
                      .map(([measure, value]) => `${measure} ${format.number(value, 3)}`)
                      .join(' · ')}
                  </p>
                  {list.documents.length === 0 && <p className="text-ink-3">{t('nothingReturned')}</p>}
                  <ol className="flex flex-col divide-y">
                    {list.documents.map((document, position) => (
                      <li key={document.id} className="flex gap-2 py-1.5">
                        <span className="tabular w-5 shrink-0 text-right text-ink-3">{position + 1}</span>
                        <DocumentLine document={document} relevantFrom={data.relevantFrom} />
                      </li>
                    ))}
                  </ol>
                </section>
              ))}
            </div>
            {data.missed.length > 0 && (
              <section className="flex flex-col gap-2">
                <h3 className="font-semibold">{t('missed')}</h3>
                <ul className="flex flex-col divide-y">
                  {data.missed.map((document) => (
                    <li key={document.id} className="py-1.5">
                      <DocumentLine document={document} relevantFrom={data.relevantFrom} />
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </QueryView>
    </Dialog>
  );
}

function DocumentLine({ document, relevantFrom }: { document: Document; relevantFrom: number }) {
  const t = useTranslations('evaluations.queries');
  const { grade } = document;
  return (
    <div className="min-w-0 flex-1">
      <p className="flex items-start justify-between gap-2">
        <span className="min-w-0 break-words font-medium">{document.title || document.id}</span>
        {grade === null ? (
          <Badge>{t('unjudged')}</Badge>
        ) : (
          <Badge tone={grade >= relevantFrom ? 'ok' : 'neutral'}>{t('grade', { grade })}</Badge>
        )}
      </p>
      <p className="line-clamp-2 break-words text-ink-2 text-xs">{document.preview}</p>
    </div>
  );
}
