import { useTranslations } from 'next-intl';
import { StatusDot } from '@/components/ui/badge';
import type { Training } from '@/lib/contracts/trainings';
import { stateTone } from './training-words';

/** Where a training is, and what was asked of it. */
export function TrainingStateMark({ training }: { training: Pick<Training, 'state' | 'isPausing' | 'isCancelling'> }) {
  const t = useTranslations('training.state');
  const { state, isPausing, isCancelling } = training;
  const word = isCancelling ? t('cancelling') : isPausing ? t('pausing') : t(state);
  return (
    <StatusDot tone={stateTone[state]} isActive={state === 'running'}>
      {word}
    </StatusDot>
  );
}
