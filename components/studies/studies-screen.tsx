'use client';
import { Plus, Scale } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { LinkButton } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import { type Study, studyStateSchema } from '@/lib/contracts/studies';
import { useStudies } from './queries/list-studies';
import { StudyStateMark, VerdictMark } from './study-state';

/** All studies: what is compared, how far it is, what came out. */
export function StudiesScreen() {
  const t = useTranslations('studies');
  const studies = useStudies();
  const create = (
    <LinkButton href="/studies/new" variant="primary">
      <Plus aria-hidden />
      {t('create')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <QueryView query={studies}>
        {(data) =>
          data.studies.length === 0 ? (
            <EmptyState icon={Scale} title={t('empty.title')} action={create}>
              {t('empty.detail')}
            </EmptyState>
          ) : (
            <StudiesTable studies={data.studies} />
          )
        }
      </QueryView>
    </>
  );
}

function StudiesTable({ studies }: { studies: readonly Study[] }) {
  const t = useTranslations('studies');
  const [search] = useUrlState();
  const columns = useStudyColumns();
  return (
    <DataTable
      name="studies"
      label={t('title')}
      columns={columns}
      rows={studies.filter((study) => !search.get('state') || study.state === search.get('state'))}
      rowKey={(study) => study.id}
      toolbar={
        <>
          <ChoiceFilter
            name="state"
            label={t('column.state')}
            options={studyStateSchema.options.map((value) => ({ value, label: t(`state.${value}`) }))}
          />
          <ClearFilters names={['state']} />
        </>
      }
      empty={<p className="py-8 text-center text-ink-3">{t('noMatch')}</p>}
    />
  );
}

function useStudyColumns(): Column<Study>[] {
  const t = useTranslations('studies');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      className: 'max-w-80',
      value: (study) => study.name,
      cell: (study) => (
        <Link href={`/studies/${study.id}`} className="line-clamp-1 font-medium hover:underline">
          {study.name}
        </Link>
      ),
    },
    {
      key: 'state',
      header: t('column.state'),
      value: (study) => study.state,
      cell: (study) => <StudyStateMark state={study.state} />,
    },
    {
      key: 'verdict',
      header: t('column.verdict'),
      from: 'sm',
      value: (study) => study.verdict?.verdict,
      cell: (study) => (study.verdict ? <VerdictMark verdict={study.verdict.verdict} /> : '–'),
    },
    {
      key: 'champion',
      header: t('champion'),
      from: 'lg',
      value: (study) => study.champion.name,
      cell: (study) => <span className="line-clamp-1">{study.champion.name}</span>,
    },
    {
      key: 'challenger',
      header: t('challenger'),
      from: 'lg',
      value: (study) => study.challenger.name,
      cell: (study) => <span className="line-clamp-1">{study.challenger.name}</span>,
    },
    {
      key: 'queries',
      header: t('column.queries'),
      isNumber: true,
      from: 'md',
      value: (study) => study.queries,
      cell: (study) => format.number(study.queries),
    },
    {
      key: 'judgments',
      header: t('column.judgments'),
      isNumber: true,
      from: 'md',
      value: (study) => study.judgments,
      cell: (study) => format.number(study.judgments),
    },
    {
      key: 'created',
      header: t('column.created'),
      from: 'md',
      value: (study) => study.createdAt,
      cell: (study) => <Time at={study.createdAt} className="whitespace-nowrap" />,
    },
  ];
}
