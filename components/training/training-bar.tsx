import { useTranslations } from 'next-intl';
import { Progress } from '@/components/ui/progress';
import { useFormat } from '@/components/ui/use-format';
import type { Training } from '@/lib/contracts/trainings';

/** How far the stage at work is, with the time it still takes. */
export function TrainingBar({ training, className }: { training: Training; className?: string }) {
  const t = useTranslations('training.progress');
  const format = useFormat();
  const { progress, state } = training;
  const stage = progress?.phase.split(' ').at(-1) ?? '';
  const share = progress && progress.total > 0 ? progress.done / progress.total : state === 'running' ? undefined : 0;
  const count = progress
    ? t('of', { stage, done: format.number(progress.done), total: format.number(progress.total) })
    : state === 'running'
      ? t('preparing')
      : undefined;
  const left =
    state === 'running' && progress?.etaS
      ? t('left', { time: format.duration(Math.max(1, Math.round(progress.etaS)) * 1000) })
      : undefined;
  return (
    <Progress
      share={share}
      label={training.name}
      note={[count, left].filter(Boolean).join(' · ')}
      className={className}
    />
  );
}
