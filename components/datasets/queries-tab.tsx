'use client';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Dialog } from '@/components/ui/dialog';
import { ChoiceFilter, SearchFilter } from '@/components/ui/filter-bar';
import { Pager } from '@/components/ui/pager';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/query-view';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { DatasetQuery, DatasetRecord } from '@/lib/contracts/datasets';
import { useQrels } from './queries/get-judgments';
import { useQueries } from './queries/list-queries';

const take = 50;

/** The queries of a dataset with how much of them is judged. */
export function QueriesTab({ dataset }: { dataset: DatasetRecord }) {
  const t = useTranslations('datasets');
  const format = useFormat();
  const [search, change] = useUrlState();
  const skip = Math.max(0, Number(search.get('skip')) || 0);
  const queries = useQueries(dataset.id, {
    search: search.get('q') ?? '',
    split: search.get('split') ?? '',
    skip,
    take,
  });
  const open = search.get('query');
  const columns: Column<DatasetQuery>[] = [
    {
      key: 'id',
      header: t('column.id'),
      cell: (query) => (
        <button
          type="button"
          onClick={() => change({ query: query.id })}
          className="max-w-40 truncate rounded-sm font-mono text-accent text-xs hover:underline"
        >
          {query.id}
        </button>
      ),
    },
    {
      key: 'text',
      header: t('column.query'),
      className: 'max-w-2xl',
      cell: (query) => <span className="line-clamp-1">{query.text}</span>,
    },
    {
      key: 'judged',
      header: t('column.judged'),
      definition: t('definition.judged'),
      isNumber: true,
      from: 'sm',
      cell: (query) => format.number(query.judged),
    },
    {
      key: 'relevant',
      header: t('column.relevant'),
      definition: t('definition.relevant'),
      isNumber: true,
      cell: (query) => format.number(query.relevant),
    },
  ];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="flex flex-wrap gap-2">
          <SearchFilter label={t('searchQueries')} />
          <ChoiceFilter
            name="split"
            label={t('column.split')}
            options={Object.keys(dataset.version.splits).map((value) => ({ value, label: value }))}
          />
        </div>
        <Pager
          skip={skip}
          take={take}
          total={queries.data?.total ?? 0}
          onChange={(next) => change({ skip: next === 0 ? undefined : String(next) })}
        />
      </div>
      {queries.isError && !queries.data ? (
        <Problem error={queries.error} onRetry={() => queries.refetch()} />
      ) : (
        <div className="overflow-hidden rounded-lg border">
          <DataTable
            name="queries"
            label={t('tab.queries')}
            isCompact
            columns={columns}
            rows={queries.data?.items}
            rowKey={(query) => query.id}
            isLoading={queries.isPending}
            empty={<p className="py-10 text-center text-ink-3">{t('noQuery')}</p>}
          />
        </div>
      )}
      {open && (
        <QrelsDialog
          dataset={dataset}
          queryId={open}
          text={queries.data?.items.find((query) => query.id === open)?.text}
          onClose={() => change({ query: undefined })}
        />
      )}
    </div>
  );
}

function QrelsDialog({
  dataset,
  queryId,
  text,
  onClose,
}: {
  dataset: DatasetRecord;
  queryId: string;
  text: string | undefined;
  onClose: () => void;
}) {
  const t = useTranslations('datasets');
  const format = useFormat();
  const qrels = useQrels(dataset.id, queryId);
  return (
    <Dialog
      isOpen
      size="lg"
      onClose={onClose}
      title={text ?? queryId}
      description={<code className="font-mono text-xs">{queryId}</code>}
    >
      <QueryView query={qrels}>
        {({ judgments }) =>
          judgments.length === 0 ? (
            <p className="text-ink-3">{t('unjudged')}</p>
          ) : (
            <ul className="flex flex-col divide-y rounded-md border">
              {judgments.map((judgment) => (
                <li key={`${judgment.split} ${judgment.documentId}`} className="flex flex-col gap-1 px-3 py-2.5">
                  <div className="flex flex-wrap items-center gap-2">
                    <Badge tone={judgment.grade >= dataset.version.relevantFrom ? 'ok' : 'neutral'}>
                      {t('grade', { grade: format.number(judgment.grade) })}
                    </Badge>
                    <span className="font-medium">{judgment.title || judgment.documentId}</span>
                    <span className="text-ink-3 text-xs">
                      {judgment.split} · <code className="font-mono">{judgment.documentId}</code>
                    </span>
                  </div>
                  <p className="line-clamp-3 text-ink-2">{judgment.preview}</p>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Dialog>
  );
}
