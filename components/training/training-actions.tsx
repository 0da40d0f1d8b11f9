'use client';
import { Pause, Play, Trash2, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { problemWords } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import type { Training } from '@/lib/contracts/trainings';
import { type TrainingAction, useActOnTraining } from './queries/act-on-training';
import { useDeleteTraining } from './queries/delete-training';
import { isTrainingOver } from './training-words';

/** What can be done to a training in its state. */
export function TrainingActions({ training }: { training: Training }) {
  const t = useTranslations('training');
  const router = useRouter();
  const act = useActOnTraining(training.jobId ?? '');
  const remove = useDeleteTraining(training.id);
  const [asking, setAsking] = useState<'cancel' | 'delete'>();
  const { state, isPausing, isCancelling, jobId } = training;
  const isOver = isTrainingOver(state);
  const run = (action: TrainingAction) =>
    act.mutate(action, {
      onSuccess: () => toast.ok({ title: t(`done.${action}`) }),
      onError: (error) => toast.danger({ title: t('actionFailed'), description: problemWords(error) }),
    });
  const isHeld = state === 'paused' || isPausing;
  return (
    <>
      {jobId !== null && !isOver && (
        <>
          <Button onClick={() => run(isHeld ? 'resume' : 'pause')} disabled={act.isPending || isCancelling}>
            {isHeld ? <Play aria-hidden /> : <Pause aria-hidden />}
            {isHeld ? t('action.resume') : t('action.pause')}
          </Button>
          <Button onClick={() => setAsking('cancel')} disabled={act.isPending || isCancelling}>
            <X aria-hidden />
            {t('action.cancel')}
          </Button>
        </>
      )}
      {jobId !== null && (state === 'failed' || state === 'cancelled') && (
        <Button variant="primary" onClick={() => run('retry')} disabled={act.isPending}>
          <Play aria-hidden />
          {t('action.retry')}
        </Button>
      )}
      {isOver && (
        <Button onClick={() => setAsking('delete')}>
          <Trash2 aria-hidden />
          {t('action.delete')}
        </Button>
      )}
      <ConfirmDialog
        isOpen={asking === 'cancel'}
        onClose={() => setAsking(undefined)}
        title={t('cancelConfirm.title')}
        description={t('cancelConfirm.detail')}
        confirmLabel={t('cancelConfirm.keep')}
        tone="danger"
        onConfirm={async () => {
          await act.mutateAsync('cancel');
          toast.ok({ title: t('done.cancel') });
        }}
      />
      <ConfirmDialog
        isOpen={asking === 'delete'}
        onClose={() => setAsking(undefined)}
        title={t('delete.title', { name: training.name })}
        description={t('delete.detail')}
        confirmLabel={t('delete.confirm')}
        tone="danger"
        reason="required"
        onConfirm={async (reason) => {
          await remove.mutateAsync(reason);
          toast.ok({ title: t('delete.done') });
          router.push('/training');
        }}
      />
    </>
  );
}
