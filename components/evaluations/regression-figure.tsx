'use client';
import { useTranslations } from 'next-intl';
import { ChartFrame } from '@/components/ui/chart-frame';
import { IntervalPlot } from '@/components/ui/interval-plot';
import { useFormat } from '@/components/ui/use-format';
import type { RegressionSummary } from '@/lib/contracts/evaluation-results';

/** Groups of queries that the console has words for; others carry the name of their metadata field. */
const dimensions = ['length', 'relevant', 'source', 'task', 'label'] as const;

/** What changed against a parent, a champion or another row: one interval a stratum around no change. */
export function RegressionFigure({ report, nameOf }: { report: RegressionSummary; nameOf: (row: string) => string }) {
  const t = useTranslations('evaluations.change');
  const format = useFormat();
  const [all] = report.strata;
  if (!all) return null;
  const dimensionName = (dimension: string) => {
    const known = dimensions.find((candidate) => candidate === dimension);
    return known ? t(`dimension.${known}`) : dimension;
  };
  const strata = report.strata.map(({ dimension, value, paired, verdict }) => ({
    key: `${dimension} ${value}`,
    label: dimension === 'all' ? t('allQueries') : `${dimensionName(dimension)}: ${value}`,
    note: `n=${paired.queries}`,
    value: paired.mean,
    low: paired.interval?.lower ?? paired.mean,
    high: paired.interval?.upper ?? paired.mean,
    isTotal: dimension === 'all',
    verdict: t(`verdict.${verdict}`),
    paired,
  }));
  const reach =
    Math.max(report.tolerance * 2, ...strata.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])) * 1.05;
  const names = { row: nameOf(report.row), against: nameOf(report.against), measure: report.measure };
  return (
    <ChartFrame
      title={t(`title.${all.verdict}`, { ...names, change: format.signed(all.paired.mean) })}
      note={t('note', {
        better: format.number(all.paired.better),
        equal: format.number(all.paired.equal),
        worse: format.number(all.paired.worse),
        p: format.number(all.paired.signFlipP, 3),
      })}
      table={{
        columns: [t('stratum'), t('n'), t('difference'), t('low'), t('high'), t('p'), t('verdictHeader')],
        rows: report.strata.map((stratum, position) => [
          strata[position]?.label ?? '',
          stratum.paired.queries,
          Number(stratum.paired.mean.toFixed(4)),
          stratum.paired.interval ? Number(stratum.paired.interval.lower.toFixed(4)) : null,
          stratum.paired.interval ? Number(stratum.paired.interval.upper.toFixed(4)) : null,
          Number(stratum.correctedP.toFixed(4)),
          strata[position]?.verdict ?? '',
        ]),
      }}
    >
      <IntervalPlot
        intervals={strata}
        reference={0}
        referenceLabel={t('noChange')}
        region={{
          low: -report.tolerance,
          high: report.tolerance,
          label: t('tolerated', { tolerance: format.number(report.tolerance, 3) }),
        }}
        domain={[-reach, reach]}
        leftLabel={t('worse')}
        rightLabel={t('better')}
        formatValue={(value) => format.signed(value)}
      />
    </ChartFrame>
  );
}
