'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { LogViewer } from '@/components/ui/log-viewer';
import { QueryView } from '@/components/ui/query-view';
import { useTrainingLog } from './queries/get-training-log';

/** What the training said, newest below. */
export function TrainingLog({ jobId, isLive }: { jobId: string | null; isLive: boolean }) {
  const t = useTranslations('training');
  if (jobId === null) return <LogViewer lines={[]} label={t('tab.log')} />;
  return <LogOfJob jobId={jobId} isLive={isLive} />;
}

function LogOfJob({ jobId, isLive }: { jobId: string; isLive: boolean }) {
  const t = useTranslations('training');
  const job = useTrainingLog(jobId, isLive);
  return (
    <div className="flex flex-col gap-2">
      <QueryView query={job}>
        {({ logs }) => <LogViewer lines={logs} label={t('tab.log')} className="max-h-[32rem]" />}
      </QueryView>
      <Link href={`/jobs/${jobId}`} className="self-start text-accent hover:underline">
        {t('facts.seeJob')}
      </Link>
    </div>
  );
}
