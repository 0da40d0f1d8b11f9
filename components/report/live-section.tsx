'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/ui/use-format';
import type { Report } from '@/lib/contracts/report';
import { NotYet, ReportSection } from './report-section';

/** What serves, in two sentences. */
export function LiveSection({ live }: { live: Report['live'] }) {
  const t = useTranslations('report.live');
  const format = useFormat();
  if (!live) {
    return (
      <ReportSection title={t('title')}>
        <NotYet>{t('none')}</NotYet>
      </ReportSection>
    );
  }
  const first = [...live.embedders.map(({ name }) => name), ...(live.hasBm25 ? ['BM25'] : [])].join(' + ');
  const stages = new Set([...live.embedders, ...(live.reranker ? [live.reranker] : [])].map(({ stage }) => stage));
  const { budget, depth } = live.operatingPoint;
  const mix = live.reranker ? t('mix.both', { first, second: live.reranker.name }) : t('mix.firstOnly', { first });
  return (
    <ReportSection title={t('title')}>
      <p className="text-base">
        {t('sentence', { number: live.number, since: format.day(live.since), mix, budget, depth })}{' '}
        {stages.size > 1 && t('mixed')}
      </p>
      <p className="text-ink-2">
        <Link href="#approvals" className="hover:underline">
          {t('reason', { reason: live.reason })}
        </Link>
      </p>
    </ReportSection>
  );
}
