'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { JobCard } from '@/components/jobs/job-progress';
import { useJob } from '@/components/jobs/queries/get-job';
import { LinkButton } from '@/components/ui/button';

/** A started evaluation at its place: progress, then the way to what it found. */
export function StartedJob({ id }: { id: string }) {
  const t = useTranslations('evaluations.form');
  const client = useQueryClient();
  const job = useJob(id);
  const isDone = job.data?.state === 'succeeded';
  const evaluationId = isDone ? job.data?.result?.evaluationId : undefined;
  useEffect(() => {
    if (isDone) void client.invalidateQueries({ queryKey: ['evaluations'] });
  }, [isDone, client]);
  return (
    <div className="flex flex-col gap-2">
      <JobCard id={id} />
      {typeof evaluationId === 'string' && (
        <LinkButton variant="primary" href={`/evaluations/${evaluationId}`} className="self-start">
          {t('openResult')}
        </LinkButton>
      )}
    </div>
  );
}
