'use client';
import { useTranslations } from 'next-intl';
import { Badge, StatusDot } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/status';
import type { StudyState, StudyVerdict } from '@/lib/contracts/studies';

const tones: Record<StudyState, Tone> = { draft: 'neutral', generating: 'information', open: 'ok', closed: 'neutral' };

export function StudyStateMark({ state }: { state: StudyState }) {
  const t = useTranslations('studies.state');
  return (
    <StatusDot tone={tones[state]} isActive={state === 'open'}>
      {t(state)}
    </StatusDot>
  );
}

const verdictTones: Record<StudyVerdict['verdict'], Tone> = {
  challenger_preferred: 'ok',
  champion_preferred: 'danger',
  equivalent: 'information',
  inconclusive: 'warning',
};

export function VerdictMark({ verdict }: { verdict: StudyVerdict['verdict'] }) {
  const t = useTranslations('studies.verdict');
  return <Badge tone={verdictTones[verdict]}>{t(verdict)}</Badge>;
}
