'use client';
import { useTranslations } from 'next-intl';
import { Badge, StatusDot } from '@/components/ui/badge';
import type { ReleaseState } from '@/lib/contracts/releases';

/** Live, warm, candidate, earlier or withdrawn: a dot for what is loaded, a word for the rest. */
export function ReleaseStateMark({ state }: { state: ReleaseState }) {
  const t = useTranslations('releases.state');
  if (state === 'live')
    return (
      <StatusDot tone="ok" className="font-medium">
        {t('live')}
      </StatusDot>
    );
  if (state === 'warm') return <StatusDot tone="information">{t('warm')}</StatusDot>;
  return <Badge tone={state === 'candidate' ? 'accent' : 'neutral'}>{t(state)}</Badge>;
}
