'use client';
import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { problemWords } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import type { Job } from '@/lib/contracts/jobs';
import { isOver } from './job-words';
import { type JobAction, useActOnJob } from './queries/act-on-job';

const icons = { cancel: X, retry: RotateCcw, pause: Pause, resume: Play } as const;

/** What can be done to a job in its state. */
export function JobActions({ job, size = 'md' }: { job: Job; size?: 'sm' | 'md' }) {
  const t = useTranslations('jobs');
  const act = useActOnJob();
  const actions: JobAction[] = isOver(job.state)
    ? job.state === 'succeeded'
      ? []
      : ['retry']
    : [
        ...(job.kind.startsWith('training') ? [job.pauseRequested ? ('resume' as const) : ('pause' as const)] : []),
        'cancel',
      ];
  const run = (action: JobAction) =>
    act.mutate(
      { id: job.id, action },
      {
        onSuccess: () => toast.ok({ title: t(`done.${action}`) }),
        onError: (error) => toast.danger({ title: t('actionFailed'), description: problemWords(error) }),
      },
    );
  return (
    <span className="inline-flex gap-1">
      {actions.map((action) => {
        const Icon = icons[action];
        return (
          <Button
            key={action}
            size={size}
            variant={size === 'sm' ? 'ghost' : 'secondary'}
            disabled={act.isPending || (action === 'cancel' && job.cancelRequested)}
            onClick={() => run(action)}
          >
            <Icon aria-hidden />
            {t(`action.${action}`)}
          </Button>
        );
      })}
    </span>
  );
}
