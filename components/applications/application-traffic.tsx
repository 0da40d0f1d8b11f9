'use client';
import { useTranslations } from 'next-intl';
import { BarSeries } from '@/components/ui/bar-series';
import { ChartFrame } from '@/components/ui/chart-frame';
import { DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { useFormat } from '@/components/ui/use-format';
import type { ApplicationRecord } from '@/lib/contracts/applications';

/** Requests by day and release, and where the time goes. */
export function ApplicationTraffic({ application }: { application: ApplicationRecord }) {
  const t = useTranslations('applications');
  const format = useFormat();
  const releases = [
    ...new Map(
      application.days.flatMap((day) => day.byRelease.map((entry) => [entry.releaseId, entry.number] as const)),
    ),
  ].sort((a, b) => a[1] - b[1]);
  const total = application.days.reduce((sum, day) => sum + day.requests, 0);
  const busiest = application.days.reduce<ApplicationRecord['days'][number] | undefined>(
    (most, day) => (!most || day.requests > most.requests ? day : most),
    undefined,
  );
  const slowest = application.latency
    .filter((row) => row.stage !== 'total')
    .toSorted((a, b) => (b.p50Ms ?? 0) - (a.p50Ms ?? 0))[0];
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <ChartFrame
        title={
          busiest && total > 0
            ? t('traffic.title', {
                total: format.number(total),
                most: format.number(busiest.requests),
                day: format.day(busiest.day),
              })
            : t('traffic.none')
        }
        note={t('traffic.note')}
        isEmpty={total === 0}
        table={{
          columns: [
            t('traffic.day'),
            ...releases.map(([, number]) => t('traffic.release', { number })),
            t('column.failures'),
          ],
          rows: application.days.map((day) => [
            day.day,
            ...releases.map(([id]) => day.byRelease.find((entry) => entry.releaseId === id)?.requests ?? 0),
            day.failures,
          ]),
        }}
      >
        <BarSeries
          points={application.days.map((day) => ({
            x: day.day,
            values: Object.fromEntries(day.byRelease.map((entry) => [entry.releaseId, entry.requests])),
          }))}
          series={releases.map(([id, number]) => ({ key: id, name: t('traffic.release', { number }) }))}
          formatX={(day) => format.shortDay(day)}
          formatValue={(value) => format.number(value)}
        />
      </ChartFrame>
      <Panel
        title={slowest?.p50Ms ? t('latency.title', { stage: t(`stage.${slowest.stage}`) }) : t('latency.none')}
        description={t('latency.note')}
        isFlush
      >
        <DataTable
          name="latency"
          label={t('latency.label')}
          isCompact
          rows={application.latency}
          rowKey={(row) => row.stage}
          columns={[
            {
              key: 'stage',
              header: t('latency.stage'),
              cell: (row) => (
                <span className={row.stage === 'total' ? 'font-medium' : undefined}>{t(`stage.${row.stage}`)}</span>
              ),
            },
            {
              key: 'p50',
              header: 'p50',
              isNumber: true,
              definition: t('definition.p50'),
              cell: (row) => format.duration(row.p50Ms),
            },
            {
              key: 'p95',
              header: 'p95',
              isNumber: true,
              definition: t('definition.p95'),
              cell: (row) => format.duration(row.p95Ms),
            },
            {
              key: 'p99',
              header: 'p99',
              isNumber: true,
              definition: t('definition.p99'),
              cell: (row) => format.duration(row.p99Ms),
            },
          ]}
        />
      </Panel>
    </div>
  );
}
