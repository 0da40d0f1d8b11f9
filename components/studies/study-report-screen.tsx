'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/query-view';
import { SafeMarkdown } from '@/components/ui/safe-markdown';
import { StatTile, StatTiles } from '@/components/ui/stat-tile';
import { useFormat } from '@/components/ui/use-format';
import type { StudyReport } from '@/lib/contracts/study-report';
import { PreferenceChart } from './preference-chart';
import { useStudyReport } from './queries/get-study-report';
import { ReportChecks } from './report-checks';
import { VerdictMark } from './study-state';

/** The report of a closed study: one column, to be read from top to bottom and printed. */
export function StudyReportScreen({ id }: { id: string }) {
  const report = useStudyReport(id);
  return <QueryView query={report}>{(data) => <Report report={data} />}</QueryView>;
}

function Report({ report }: { report: StudyReport }) {
  const t = useTranslations('studies.report');
  const studies = useTranslations('studies');
  return (
    <>
      <PageHeader
        crumbs={[
          { label: studies('title'), href: '/studies' },
          { label: report.name, href: `/studies/${report.id}` },
        ]}
        title={t('title', { name: report.name })}
        description={studies('compares', { champion: report.champion.name, challenger: report.challenger.name })}
        status={
          <span className="flex gap-2">
            <VerdictMark verdict={report.verdict.verdict} />
            {report.isAaStudy && <Badge>{studies('aa')}</Badge>}
          </span>
        }
        actions={(['items', 'judgments', 'report'] as const).map((what) => (
          <a key={what} href={`/api/studies/${report.id}/export?what=${what}`} download className={buttonClass()}>
            <Download aria-hidden />
            {t(`download.${what}`)}
          </a>
        ))}
      />
      <div className="flex max-w-4xl flex-col gap-6">
        <div lang="en" className="flex flex-col gap-2 text-lg">
          {report.verdict.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        <Outcomes report={report} />
        <PreferenceChart report={report} />
        <ReportChecks report={report} />
        <Examples report={report} />
        <Proof report={report} />
      </div>
    </>
  );
}

function Outcomes({ report }: { report: StudyReport }) {
  const t = useTranslations('studies.report');
  const format = useFormat();
  const { counts, preference } = report;
  return (
    <StatTiles>
      <StatTile
        label={t('wins')}
        value={format.number(counts.challengerWins)}
        note={t('ofDecided', { share: format.percent(preference.share, 1) })}
      />
      <StatTile label={t('losses')} value={format.number(counts.championWins)} />
      <StatTile label={t('equal')} value={format.number(counts.judgedEqual)} note={t('byPeople')} />
      <StatTile label={t('identical')} value={format.number(counts.identicalRetrieval)} note={t('byMachine')} />
      <StatTile
        label={t('net')}
        value={preference.netWinRate ? `${format.signed(preference.netWinRate.netWinRate * 100, 1)} %` : '–'}
        note={t('netNote', { count: preference.finished })}
      />
    </StatTiles>
  );
}

function Examples({ report }: { report: StudyReport }) {
  const t = useTranslations('studies.report');
  const items = useTranslations('studies.items');
  if (report.examples.length === 0) return null;
  return (
    <Panel title={t('examples')} description={t('examplesDetail')}>
      <div className="flex flex-col gap-3">
        {report.examples.map((example) => (
          <details key={example.queryId} className="rounded-md border">
            <summary className="flex flex-wrap items-center gap-3 px-3 py-2">
              <span className="min-w-0 flex-1 break-words">{example.question}</span>
              <Badge tone="accent">{items(`outcome.${example.outcome}`)}</Badge>
            </summary>
            <div className="grid gap-4 border-t p-3 md:grid-cols-2">
              {(['champion', 'challenger'] as const).map((arm) => (
                <div key={arm} className="flex min-w-0 flex-col gap-2">
                  <h3 className="font-medium text-ink-3 text-xs">{report[arm].name}</h3>
                  <SafeMarkdown text={example[arm]} />
                </div>
              ))}
            </div>
          </details>
        ))}
      </div>
    </Panel>
  );
}

function Proof({ report }: { report: StudyReport }) {
  const t = useTranslations('studies.report');
  const design = useTranslations('studies.design');
  return (
    <Panel
      title={t('proof')}
      description={
        report.isJudgedElsewhere
          ? t('proofElsewhere')
          : report.sides.isAsCommitted
            ? t('proofHolds', { count: report.sides.assignments })
            : t('proofBroken')
      }
    >
      <Facts
        facts={[
          { label: t('reportHash'), value: <HashChip hash={report.hash} /> },
          report.settingsHash !== null && {
            label: design('settingsHash'),
            value: <HashChip hash={report.settingsHash} />,
          },
          report.commitment !== null && { label: design('commitment'), value: <HashChip hash={report.commitment} /> },
          report.revealedNonce !== null && { label: design('nonce'), value: <HashChip hash={report.revealedNonce} /> },
          report.closeReason !== null && { label: design('reason'), value: report.closeReason },
        ]}
      />
      <ul lang="en" className="mt-3 flex list-disc flex-col gap-1 pl-4 text-ink-3">
        <li>{report.definitions.identicalRetrieval}</li>
        <li>{report.definitions.estimand}</li>
        <li>{report.definitions.unit}</li>
      </ul>
    </Panel>
  );
}
