'use client';
import { FileDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/ui/data-table';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { QueryView } from '@/components/ui/query-view';
import { Select } from '@/components/ui/select';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { attributionKindSchema, type Evaluation, type EvaluationQueries } from '@/lib/contracts/evaluations';
import { evaluatedRows } from './evaluated-rows';
import { useEvaluationQueries } from './queries/get-queries';
import { QueryDialog } from './query-dialog';
import { useLabels } from './use-labels';

type Query = EvaluationQueries['queries'][number];
const nothing = 'nothing';

/** Every query of one row, beside another one if wanted: sorted by change, with what became of its relevant documents. */
export function QueriesView({ evaluation }: { evaluation: Evaluation }) {
  const t = useTranslations('evaluations.queries');
  const [search, change] = useUrlState();
  const { cell } = useLabels(evaluation);
  const { results } = evaluation;
  const rows = evaluatedRows(evaluation);
  const keys = rows.map(({ key }) => key);
  const known = (key: string | null | undefined) => keys.find((candidate) => candidate === key);
  const row = known(search.get('row')) ?? (results.kind === 'grid' ? results.defaultChoice : keys[0]) ?? '';
  const usual =
    results.kind === 'grid'
      ? (evaluation.liveCell ?? results.champion)
      : results.kind === 'comparison'
        ? keys[1]
        : undefined;
  const against = search.get('against') === nothing ? undefined : (known(search.get('against')) ?? known(usual));
  const queries = useEvaluationQueries(evaluation.id, { row, against: against === row ? undefined : against });
  const options = rows.map(({ key }) => ({ value: key, label: cell(key) }));
  return (
    <div className="flex flex-col gap-3">
      {results.kind !== 'comparison' && (
        <div className="flex flex-wrap items-end gap-3">
          <Choice label={t('row')} value={row} options={options} onChange={(next) => change({ row: next })} />
          <Choice
            label={t('against')}
            value={against ?? nothing}
            options={[{ value: nothing, label: t('nothing') }, ...options]}
            onChange={(next) => change({ against: next })}
          />
          <a
            href={`/api/evaluations/${encodeURIComponent(evaluation.id)}/trec?row=${encodeURIComponent(row)}`}
            download
            className="inline-flex h-8 items-center gap-1.5 rounded-md px-3 text-accent hover:underline [&_svg]:size-4"
          >
            <FileDown aria-hidden />
            {t('trec')}
          </a>
        </div>
      )}
      <QueryView query={queries}>{(data) => <QueryTable evaluation={evaluation} data={data} />}</QueryView>
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span className="text-ink-3 text-xs">{label}</span>
      <Select
        aria-label={label}
        value={value}
        onChange={onChange}
        options={options}
        className="w-auto max-w-[min(30rem,85vw)]"
      />
    </span>
  );
}

export function QueryTable({ evaluation, data }: { evaluation: Evaluation; data: EvaluationQueries }) {
  const t = useTranslations('evaluations.queries');
  const format = useFormat();
  const [search, change] = useUrlState();
  const measure = data.measures.find((candidate) => candidate === search.get('measure')) ?? data.measures[0] ?? '';
  const differenceOf = ({ values, against }: Query) => {
    const [is, was] = [values[measure], against?.[measure]];
    return typeof is === 'number' && typeof was === 'number' ? is - was : null;
  };
  const attribution = attributionKindSchema.options.find((kind) => kind === search.get('attribution'));
  const hasAttribution = data.queries.some((query) => query.attribution !== null);
  const open = search.get('query');
  const columns: Column<Query>[] = [
    {
      key: 'query',
      header: t('query'),
      value: (query) => query.text ?? query.id,
      cell: (query) => (
        <button
          type="button"
          onClick={() => change({ query: query.id })}
          className="line-clamp-2 text-left hover:underline"
        >
          {query.text ?? query.id}
        </button>
      ),
    },
    ...(hasAttribution
      ? [
          {
            key: 'attribution',
            header: t('attribution'),
            definition: t('attributionDefinition'),
            from: 'sm' as const,
            value: (query: Query) => query.attribution,
            cell: (query: Query) => (
              <span className="whitespace-nowrap">
                {query.attribution ? t(`attributionKind.${query.attribution}`) : '–'}
              </span>
            ),
          },
        ]
      : []),
    ...(data.against === null
      ? []
      : [
          {
            key: 'before',
            header: t('before', { measure }),
            isNumber: true,
            from: 'sm' as const,
            value: (query: Query) => query.against?.[measure],
            cell: (query: Query) => format.number(query.against?.[measure], 3),
          },
        ]),
    {
      key: 'value',
      header: measure,
      isNumber: true,
      value: (query) => query.values[measure],
      cell: (query) => format.number(query.values[measure], 3),
    },
    ...(data.against === null
      ? []
      : [
          {
            key: 'change',
            header: t('change'),
            isNumber: true,
            value: differenceOf,
            cell: (query: Query) => {
              const difference = differenceOf(query);
              const mark = difference === null || difference === 0 ? '' : difference > 0 ? '▲ ' : '▼ ';
              return (
                <span className={mark === '' ? 'text-ink-3' : mark === '▲ ' ? 'text-ok' : 'text-danger'}>
                  {mark + format.signed(difference)}
                </span>
              );
            },
          },
        ]),
  ];
  return (
    <>
      <DataTable
        name="evaluation-queries"
        label={t('title')}
        columns={columns}
        rows={data.queries.filter((query) => !attribution || query.attribution === attribution)}
        rowKey={(query) => query.id}
        defaultSorting={data.against === null ? 'value' : 'change'}
        toolbar={
          <>
            <ChoiceFilter
              name="measure"
              label={t('measure')}
              options={data.measures.map((value) => ({ value, label: value }))}
            />
            {hasAttribution && (
              <ChoiceFilter
                name="attribution"
                label={t('attribution')}
                options={attributionKindSchema.options.map((value) => ({
                  value,
                  label: t(`attributionKind.${value}`),
                }))}
              />
            )}
            <ClearFilters names={['measure', 'attribution']} />
          </>
        }
        empty={<p className="py-8 text-center text-ink-3">{t('noMatch')}</p>}
      />
      {open !== null && (
        <QueryDialog
          evaluation={evaluation}
          queryId={open}
          rows={{ row: data.row, against: data.against ?? undefined }}
          onClose={() => change({ query: undefined })}
        />
      )}
    </>
  );
}
