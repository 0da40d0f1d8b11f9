'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/ui/use-format';
import type { ComponentRef } from '@/lib/contracts/configuration';
import type { PlaygroundResult } from '@/lib/contracts/playground';

type Row = { name: string; rank: number | null; score: number; contribution: number };

/** What gave a result its place: every source with its rank, score and part of the final score; the whole text. */
export function WhyView({
  result,
  checkpoints,
  query,
}: {
  result: PlaygroundResult;
  checkpoints: readonly ComponentRef[];
  query: string;
}) {
  const t = useTranslations('playground');
  const { why } = result;
  const name = (id: string) => checkpoints.find((checkpoint) => checkpoint.id === id)?.name ?? id.slice(0, 8);
  const firstStage: Row[] = [
    ...why.embedders.map((embedder) => ({ name: name(embedder.checkpointId), ...embedder })),
    ...(why.bm25 ? [{ name: 'BM25', ...why.bm25 }] : []),
  ];
  const final: Row[] = why.reranker
    ? [
        { name: t('firstStage'), ...why.firstStage },
        { name: name(why.reranker.checkpointId), ...why.reranker },
      ]
    : [];
  return (
    <div className="@container mt-2 flex flex-col gap-3 rounded-md border bg-sunken p-3">
      <div className="grid @xl:grid-cols-2 gap-x-6 gap-y-3">
        <Sources title={t('firstStage')} rows={firstStage} />
        {final.length > 0 && <Sources title={t('finalOrder')} rows={final} />}
      </div>
      {why.bm25 && why.bm25.terms.length > 0 && (
        <p className="flex flex-wrap items-center gap-1.5 text-xs">
          <span className="text-ink-3">{t('terms')}</span>
          {why.bm25.terms.map((term) => (
            <mark key={term.term} className="px-1">
              {term.term}
            </mark>
          ))}
        </p>
      )}
      <p className="max-h-64 overflow-y-auto whitespace-pre-wrap break-words text-ink-2">
        <Marked
          text={result.text}
          terms={why.bm25?.terms.map((term) => term.term) ?? query.split(/\s+/).filter((word) => word.length > 3)}
        />
      </p>
    </div>
  );
}

function Sources({ title, rows }: { title: string; rows: readonly Row[] }) {
  const t = useTranslations('playground.column');
  const format = useFormat();
  const most = Math.max(...rows.map((row) => Math.abs(row.contribution)), 1e-9);
  return (
    <table className="tabular w-full self-start text-xs">
      <thead className="text-ink-3">
        <tr>
          <th scope="col" className="pb-1 text-left font-medium">
            {title}
          </th>
          <th scope="col" className="pb-1 pl-2 text-right font-medium">
            {t('rank')}
          </th>
          <th scope="col" className="pb-1 pl-2 text-right font-medium">
            {t('score')}
          </th>
          <th scope="col" className="w-20 pb-1 pl-2 text-right font-medium">
            {t('part')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row" className="max-w-40 truncate py-0.5 text-left font-normal">
              {row.name}
            </th>
            <td className="pl-2 text-right">{row.rank ?? '–'}</td>
            <td className="pl-2 text-right">{format.number(row.score, 3)}</td>
            <td className="pl-2 text-right">
              <span className="flex items-center justify-end gap-1.5">
                <span
                  aria-hidden
                  className={row.contribution < 0 ? 'h-1.5 rounded-full bg-chart-2' : 'h-1.5 rounded-full bg-chart-1'}
                  style={{ width: `${(Math.abs(row.contribution) / most) * 28}px` }}
                />
                {format.number(row.contribution, 2)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A text with the terms that were found in it marked. */
function Marked({ text, terms }: { text: string; terms: readonly string[] }) {
  const wanted = terms.filter((term) => term.length > 0).sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return text;
  const pattern = new RegExp(
    `(${wanted.map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`,
    'giu',
  );
  return text.split(pattern).map((piece, position) =>
    position % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text in their order
      <mark key={position}>{piece}</mark>
    ) : (
      piece
    ),
  );
}
