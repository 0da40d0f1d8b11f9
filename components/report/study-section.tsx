'use client';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { useFormat } from '@/components/ui/use-format';
import type { Report } from '@/lib/contracts/report';
import { NotYet, ReportSection } from './report-section';

/** The verdict of the last closed study in one sentence, with its interval: the doubt belongs to it. */
export function StudySection({ study }: { study: Report['study'] }) {
  const t = useTranslations('report.study');
  const format = useFormat();
  if (!study) {
    return (
      <ReportSection id="verdict" title={t('title')}>
        <NotYet>{t('none')}</NotYet>
      </ReportSection>
    );
  }
  const { verdict, champion, challenger, challengerWins: wins, decided, share, interval, confidence } = study;
  return (
    <ReportSection id="verdict" title={t('title')}>
      <p className="text-base">
        {t(verdict, {
          champion,
          challenger,
          wins,
          decided,
          share: format.percent(share, 1),
          confidence: format.percent(confidence),
          lower: format.percent(interval.lower, 1),
          upper: format.percent(interval.upper, 1),
        })}{' '}
        {study.ties > 0 && t('ties', { count: study.ties })}
      </p>
      {study.isSample && <Alert tone="warning">{t('simulated')}</Alert>}
      <p className="text-ink-3 text-xs">{t('closed', { at: format.day(study.closedAt), name: study.name })}</p>
    </ReportSection>
  );
}
