'use client';
import { FileText, Link2, Printer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { QueryView } from '@/components/ui/query-view';
import { toast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import type { Report } from '@/lib/contracts/report';
import { GridFigure } from './grid-figure';
import { LiveSection } from './live-section';
import { QualityFigure } from './quality-figure';
import { useReport } from './queries/get-report';
import { RecallFigure } from './recall-figure';
import { ApprovalsSection, TrafficSection } from './record-sections';
import { StudySection } from './study-section';

/** One page for five minutes a month: plain words, one chart a question, a verdict with its doubt. Made to be printed. */
export function ReportScreen({ intro }: { intro?: ReactNode }) {
  const t = useTranslations('report');
  const report = useReport();
  const copyLink = async () => {
    await navigator.clipboard.writeText(window.location.href);
    toast.ok({ title: t('linkCopied') });
  };
  return (
    <article className="mx-auto flex w-full max-w-3xl flex-col gap-6">
      <PageHeader
        title={t('title')}
        description={t('description')}
        status={report.data?.live?.isSample && <Badge tone="information">{t('sample')}</Badge>}
        actions={
          <>
            <Button onClick={copyLink}>
              <Link2 aria-hidden />
              {t('copyLink')}
            </Button>
            <Button variant="primary" onClick={() => window.print()}>
              <Printer aria-hidden />
              {t('print')}
            </Button>
          </>
        }
      />
      {intro}
      <QueryView query={report}>{(data) => <ReportBody report={data} />}</QueryView>
    </article>
  );
}

function ReportBody({ report }: { report: Report }) {
  const t = useTranslations('report');
  const format = useFormat();
  const isEmpty = !report.live && !report.grid && !report.curves && !report.study && report.applications.length === 0;
  if (isEmpty) {
    return (
      <EmptyState icon={FileText} title={t('empty')}>
        {t('emptyDetail')}
      </EmptyState>
    );
  }
  return (
    <>
      <p className="text-ink-3 text-xs">{t('written', { at: format.dateTime(report.writtenAt) })}</p>
      <LiveSection live={report.live} />
      <StudySection study={report.study} />
      <QualityFigure quality={report.quality} />
      <RecallFigure curves={report.curves} />
      <GridFigure grid={report.grid} />
      <TrafficSection applications={report.applications} />
      <ApprovalsSection approvals={report.approvals} />
    </>
  );
}
