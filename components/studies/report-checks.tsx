'use client';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { useFormat } from '@/components/ui/use-format';
import type { StudyReport } from '@/lib/contracts/study-report';

/** What could be wrong with the figures: agreement, position, length, blinding, pace, and what retrieval costs. */
export function ReportChecks({ report }: { report: StudyReport }) {
  const t = useTranslations('studies.checks');
  const format = useFormat();
  const { agreement, position, length, blinding, latency, preference, strata } = report;
  const range = (interval: { lower: number; upper: number }) =>
    `${format.percent(interval.lower, 1)} – ${format.percent(interval.upper, 1)}`;
  return (
    <>
      <Panel title={t('title')} description={t('description')}>
        <Facts
          facts={[
            { label: t('test'), value: format.number(preference.pValue, 4) },
            { label: t('anytimeTest'), value: format.number(report.anytime.anytimePValue, 4) },
            preference.sensitivity != null && {
              label: t('power'),
              value: format.percent(preference.sensitivity.powerForObserved),
            },
            {
              label: t('agreement'),
              value:
                agreement.alpha == null
                  ? t('agreementNone', { count: agreement.itemsWithSeveralJudgments })
                  : `${format.number(agreement.alpha, 3)} · ${t('items', { count: agreement.itemsWithSeveralJudgments })}`,
            },
            agreement.clusterRobust != null && {
              label: t('cluster'),
              value: `${format.percent(agreement.clusterRobust.mean, 1)} · p ${format.number(agreement.clusterRobust.pValue, 4)}`,
            },
            {
              label: t('position'),
              value: position
                ? `${format.percent(position.leftWins / position.decided, 1)} · p ${format.number(position.exactPValue, 3)}`
                : '–',
            },
            position != null && { label: t('positionFree'), value: format.percent(position.biasFreePreference, 1) },
            length != null && {
              label: t('length'),
              value: `${format.percent(length.shareAtEquality, 1)} (${range(length.interval)})`,
            },
            strata?.combined != null && {
              label: t('strata'),
              value: `${format.percent(strata.combined.postStratifiedShare, 1)} (${range(strata.combined.interval)}) · p ${format.number(strata.combined.heterogeneity.pValue, 3)}`,
            },
            {
              label: t('blinding'),
              value: blinding
                ? `${format.signed(blinding.index, 2)} (${format.signed(blinding.interval.lower, 2)} – ${format.signed(blinding.interval.upper, 2)}) · ${blinding.isUnblinded ? t('unblinded') : t('blind')}`
                : t('noGuesses'),
            },
            latency != null && {
              label: t('latency'),
              value: `${format.signed((latency.ratio - 1) * 100, 1)} % (${format.signed((latency.interval.lower - 1) * 100, 1)} – ${format.signed((latency.interval.upper - 1) * 100, 1)}) · ${t('items', { count: latency.queries })}`,
            },
          ]}
        />
      </Panel>
      {report.judges.length > 0 && <Judges judges={report.judges} />}
    </>
  );
}

type Judge = StudyReport['judges'][number];

function Judges({ judges }: { judges: StudyReport['judges'] }) {
  const t = useTranslations('studies.checks');
  const format = useFormat();
  const number = (
    key: string,
    header: string,
    value: (judge: Judge) => number | null | undefined,
    show: (judge: Judge) => string,
  ): Column<Judge> => ({ key, header, isNumber: true, value, cell: show });
  return (
    <DataTable
      name="report-judges"
      label={t('judges')}
      urlPrefix="judges-"
      rows={judges}
      rowKey={(judge) => judge.judge}
      columns={[
        { key: 'judge', header: t('judge'), value: (judge) => judge.judge, cell: (judge) => judge.judge },
        number(
          'judgments',
          t('judgments'),
          (judge) => judge.judgments,
          (judge) => format.number(judge.judgments),
        ),
        number(
          'ties',
          t('ties'),
          (judge) => judge.ties,
          (judge) => format.number(judge.ties),
        ),
        number(
          'bothBad',
          t('bothBad'),
          (judge) => judge.bothBad,
          (judge) => format.number(judge.bothBad),
        ),
        number(
          'left',
          t('left'),
          (judge) => judge.leftShare,
          (judge) => format.percent(judge.leftShare),
        ),
        number(
          'pace',
          t('pace'),
          (judge) => judge.medianSeconds,
          (judge) => format.number(judge.medianSeconds, 1),
        ),
        number(
          'gold',
          t('gold'),
          (judge) => judge.gold.right,
          (judge) => `${judge.gold.right} / ${judge.gold.of}${judge.gold.isFlagged ? ' !' : ''}`,
        ),
        number(
          'repeats',
          t('repeats'),
          (judge) => judge.repeats.same,
          (judge) => `${judge.repeats.same} / ${judge.repeats.of}`,
        ),
      ]}
    />
  );
}
