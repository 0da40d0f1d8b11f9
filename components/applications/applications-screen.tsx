'use client';
import { AppWindow, Plus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { Application } from '@/lib/contracts/applications';
import { CreateApplicationDialog } from './create-application-dialog';
import { useApplications } from './queries/list-applications';
import { RoutingMark } from './routing-mark';

/** The consumers of the backbone: what each asks for and how it is served. */
export function ApplicationsScreen() {
  const t = useTranslations('applications');
  const applications = useApplications();
  const [search, change] = useUrlState();
  const columns = useApplicationColumns();
  const createButton = (
    <Button variant="primary" onClick={() => change({ create: 'open' })}>
      <Plus aria-hidden />
      {t('create.open')}
    </Button>
  );
  const rows = applications.data?.applications;
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={createButton} />
      {applications.isError && !rows ? (
        <Problem error={applications.error} onRetry={() => applications.refetch()} />
      ) : (
        <DataTable
          name="applications"
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(application) => application.id}
          isLoading={applications.isPending}
          empty={
            <EmptyState icon={AppWindow} title={t('empty.title')} action={createButton}>
              {t('empty.detail')}
            </EmptyState>
          }
        />
      )}
      {search.get('create') === 'open' && <CreateApplicationDialog onClose={() => change({ create: undefined })} />}
    </>
  );
}

function useApplicationColumns(): Column<Application>[] {
  const t = useTranslations('applications');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      value: (application) => application.name,
      cell: (application) => (
        <span className="flex items-center gap-2">
          <Link href={`/applications/${application.id}`} className="font-medium hover:underline">
            {application.name}
          </Link>
          {application.isSample && <Badge>{t('sample')}</Badge>}
        </span>
      ),
    },
    {
      key: 'corpus',
      header: t('column.corpus'),
      from: 'md',
      value: (application) => application.corpus?.name,
      cell: (application) => application.corpus?.name ?? <span className="text-warning">{t('noCorpus')}</span>,
    },
    {
      key: 'point',
      header: t('column.point'),
      definition: t('definition.point'),
      isNumber: true,
      from: 'sm',
      value: (application) => application.operatingPoint.budget,
      cell: (application) => `${application.operatingPoint.budget} → ${application.operatingPoint.depth}`,
    },
    {
      key: 'routing',
      header: t('column.routing'),
      from: 'sm',
      value: (application) => application.pinned?.number,
      cell: (application) => <RoutingMark application={application} />,
    },
    {
      key: 'requests',
      header: t('column.requests'),
      definition: t('definition.week'),
      isNumber: true,
      value: (application) => application.recent.requests,
      cell: (application) => format.number(application.recent.requests),
    },
    {
      key: 'failures',
      header: t('column.failures'),
      definition: t('definition.week'),
      isNumber: true,
      from: 'md',
      value: (application) => application.recent.failures,
      cell: (application) => (
        <span className={application.recent.failures > 0 ? 'text-danger' : undefined}>
          {format.number(application.recent.failures)}
        </span>
      ),
    },
    {
      key: 'p50',
      header: 'p50',
      definition: t('definition.p50'),
      isNumber: true,
      from: 'lg',
      value: (application) => application.recent.p50Ms,
      cell: (application) => format.duration(application.recent.p50Ms),
    },
    {
      key: 'p95',
      header: 'p95',
      definition: t('definition.p95'),
      isNumber: true,
      from: 'md',
      value: (application) => application.recent.p95Ms,
      cell: (application) => format.duration(application.recent.p95Ms),
    },
  ];
}
