'use client';
import { Boxes, GitCompareArrows, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { JobCard } from '@/components/jobs/job-progress';
import { isOver } from '@/components/jobs/job-words';
import { useJobs } from '@/components/jobs/queries/list-jobs';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ChoiceFilter, ClearFilters, SearchFilter } from '@/components/ui/filter-bar';
import { PageHeader } from '@/components/ui/page-header';
import { Problem } from '@/components/ui/problem';
import { useUrlState } from '@/components/ui/use-url-state';
import { componentSchema } from '@/lib/contracts/checkpoints';
import { useCheckpointColumns } from './checkpoint-columns';
import { ImportCheckpointDialog } from './import-checkpoint-dialog';
import { useCheckpoints } from './queries/list-checkpoints';

/** The registered checkpoints by component and stage. */
export function CheckpointsScreen() {
  const t = useTranslations('checkpoints');
  const router = useRouter();
  const checkpoints = useCheckpoints();
  const imports = useJobs({ kind: 'checkpoint.import' });
  const columns = useCheckpointColumns();
  const [search, change] = useUrlState();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [started, setStarted] = useState<string>();
  const all = checkpoints.data?.checkpoints;
  const stages = [...new Set(all?.map((checkpoint) => checkpoint.stage))].sort();
  const wanted = (search.get('q') ?? '').toLowerCase();
  const rows = all?.filter(
    (checkpoint) =>
      `${checkpoint.name} ${checkpoint.contentHash} ${checkpoint.baseModel?.name ?? ''}`
        .toLowerCase()
        .includes(wanted) &&
      (!search.get('component') || checkpoint.component === search.get('component')) &&
      (!search.get('stage') || checkpoint.stage === search.get('stage')) &&
      (search.get('archived') === 'shown' || checkpoint.archivedAt === null),
  );
  const running = imports.data?.jobs.filter((job) => !isOver(job.state) || job.id === started) ?? [];
  const importButton = (
    <Button variant="primary" onClick={() => change({ import: 'open' })}>
      <Upload aria-hidden />
      {t('import.open')}
    </Button>
  );
  const [first, second] = [...selected];
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={importButton} />
      {running.map((job) => (
        <JobCard key={job.id} id={job.id} />
      ))}
      {checkpoints.isError && !all ? (
        <Problem error={checkpoints.error} onRetry={() => checkpoints.refetch()} />
      ) : all?.length === 0 ? (
        <EmptyState icon={Boxes} title={t('empty.title')} action={importButton}>
          {t('empty.detail')}
        </EmptyState>
      ) : (
        <DataTable
          name="checkpoints"
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(checkpoint) => checkpoint.id}
          isLoading={checkpoints.isPending}
          selection={{
            selected,
            onChange: setSelected,
            labelOf: (checkpoint) => t('select', { name: checkpoint.name }),
          }}
          toolbar={
            <>
              <SearchFilter label={t('search')} />
              <ChoiceFilter
                name="component"
                label={t('column.component')}
                options={componentSchema.options.map((value) => ({ value, label: t(`component.${value}`) }))}
              />
              <ChoiceFilter
                name="stage"
                label={t('column.stage')}
                options={stages.map((value) => ({ value, label: value }))}
              />
              <ChoiceFilter
                name="archived"
                label={t('archivedFilter')}
                options={[{ value: 'shown', label: t('withArchived') }]}
              />
              <ClearFilters names={['q', 'component', 'stage', 'archived']} />
              {selected.size > 0 && (
                <Button
                  disabled={selected.size !== 2}
                  onClick={() => router.push(`/checkpoints/compare?left=${first}&right=${second}`)}
                >
                  <GitCompareArrows aria-hidden />
                  {selected.size === 2 ? t('compare') : t('compareTwo')}
                </Button>
              )}
            </>
          }
          empty={<p className="py-8 text-center text-ink-3">{t('noMatch')}</p>}
        />
      )}
      {search.get('import') === 'open' && (
        <ImportCheckpointDialog
          onClose={() => change({ import: undefined })}
          onStarted={(jobId) => {
            setStarted(jobId);
            change({ import: undefined });
          }}
        />
      )}
    </>
  );
}
