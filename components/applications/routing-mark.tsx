'use client';
import { Pin } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import type { Application } from '@/lib/contracts/applications';

/** Which release answers: what is live, a pin, or a canary with its share. */
export function RoutingMark({ application }: { application: Pick<Application, 'pinned' | 'canary'> }) {
  const t = useTranslations('applications.routing');
  if (application.pinned) {
    return (
      <Badge tone="information">
        <Pin aria-hidden />
        {t('pinned', { number: application.pinned.number })}
      </Badge>
    );
  }
  if (application.canary)
    return (
      <Badge tone="warning">
        {t('canary', { number: application.canary.release.number, percent: application.canary.percent })}
      </Badge>
    );
  return <span className="text-ink-2">{t('live')}</span>;
}
