'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { Definition } from '@/components/ui/tooltip';
import { useFormat } from '@/components/ui/use-format';
import type { DatasetRecord, ImportReport, LineProblem } from '@/lib/contracts/datasets';

/** What the dataset is bound to, and what its import found. */
export function DatasetFacts({ dataset }: { dataset: DatasetRecord }) {
  const t = useTranslations('datasets');
  const format = useFormat();
  const { version, corpus } = dataset;
  const others = corpus.datasets.filter((other) => other.slug !== dataset.slug);
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Panel title={t('facts.title')}>
        <Facts
          facts={[
            { label: t('column.slug'), value: <code className="font-mono text-xs">{dataset.slug}</code> },
            { label: t('column.language'), value: dataset.language ?? '–' },
            dataset.domain !== null && { label: t('facts.domain'), value: dataset.domain },
            {
              label: <Definition definition={t('definition.hash')}>{t('column.hash')}</Definition>,
              value: <HashChip hash={version.contentHash} length={16} />,
            },
            {
              label: <Definition definition={t('definition.corpus')}>{t('facts.corpus')}</Definition>,
              value: <HashChip hash={corpus.hash} length={16} />,
            },
            others.length > 0 && {
              label: t('facts.shared'),
              value: others.map((other) => (
                <Link key={other.slug} href={`/datasets/${other.slug}`} className="ml-2 text-accent hover:underline">
                  {other.name}
                </Link>
              )),
            },
            {
              label: <Definition definition={t('definition.relevantFrom')}>{t('facts.relevantFrom')}</Definition>,
              value: t('facts.gradeOf', {
                from: format.number(version.relevantFrom),
                max: format.number(version.maxGrade),
              }),
            },
            {
              label: t('column.imported'),
              value: (
                <>
                  <Time at={version.createdAt} /> · {version.createdBy.name}
                </>
              ),
            },
          ]}
        />
      </Panel>
      <ReportPanel report={dataset.report} />
    </div>
  );
}

function ReportPanel({ report }: { report: ImportReport }) {
  const t = useTranslations('datasets.report');
  const format = useFormat();
  const leftOut = Object.entries(report.leftOut) as [LineProblem, number][];
  const noted = Object.entries(report.noted) as [LineProblem, number][];
  const isClean = leftOut.length === 0 && noted.length === 0;
  return (
    <Panel title={t('title')} description={t('description')}>
      <div className="flex flex-col gap-4">
        {isClean && <Alert tone="ok">{t('clean')}</Alert>}
        <Facts
          facts={[
            ...leftOut.map(([kind, count]) => ({
              label: t('leftOut', { kind: t(`kind.${kind}`) }),
              value: <span className="text-warning">{format.number(count)}</span>,
            })),
            ...noted.map(([kind, count]) => ({
              label: t('noted', { kind: t(`kind.${kind}`) }),
              value: format.number(count),
            })),
            { label: t('queriesWithoutQrels'), value: format.number(report.queriesWithoutQrels) },
            { label: t('repeatedTexts'), value: format.number(report.repeatedTexts) },
          ]}
        />
        {report.issues.length > 0 && (
          <details>
            <summary className="rounded-sm text-accent">{t('showIssues', { count: report.issues.length })}</summary>
            <ul className="scrollbar-slim mt-2 flex max-h-72 flex-col overflow-y-auto rounded-md border bg-sunken px-3 py-2 text-xs">
              {report.issues.map((issue) => (
                <li key={`${issue.file}:${issue.line}:${issue.kind}`} className="py-0.5">
                  <code className="font-mono text-ink-3">
                    {issue.file}:{issue.line}
                  </code>{' '}
                  {issue.message}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Panel>
  );
}
