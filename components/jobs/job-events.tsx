'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { toast } from '@/components/ui/toast';
import { type Job, type JobRecord, jobSchema } from '@/lib/contracts/jobs';
import { setStreaming } from './job-stream-state';
import { isOver, useJobWords } from './job-words';

/** A job that took less ends while the person still looks at it. */
const longFromMs = 8_000;

/**
 * Keeps every job on screen fresh by server-sent events and says when a long one ends. Without the stream the lists poll.
 * The connection is closed while the tab is hidden: browsers allow six to one host.
 */
export function JobEvents() {
  const client = useQueryClient();
  const router = useRouter();
  const t = useTranslations('jobs');
  const words = useJobWords();
  const announce = useRef<(job: Job) => void>(() => undefined);
  useEffect(() => {
    announce.current = (job) => {
      if (window.location.pathname === `/jobs/${job.id}`) return;
      const message = {
        title: t(`ended.${job.state as 'succeeded' | 'failed' | 'cancelled'}`, { kind: words.kind(job.kind) }),
        description: job.error?.message,
        action: { label: t('show'), onClick: () => router.push(`/jobs/${job.id}`) },
      };
      if (job.state === 'failed') toast.danger(message);
      else toast.ok(message);
    };
  });
  useEffect(() => {
    let source: EventSource | undefined;
    const seenRunning = new Set<string>();
    const receive = (event: MessageEvent<string>) => {
      const parsed = jobSchema.safeParse(JSON.parse(event.data));
      if (!parsed.success) return;
      const job = parsed.data;
      client.setQueriesData<{ jobs: Job[] }>(
        { queryKey: ['jobs'] },
        (old) => old && { jobs: replaceJob(old.jobs, job) },
      );
      client.setQueryData<JobRecord>(['job', job.id], (old) => old && { ...old, ...job });
      if (!isOver(job.state)) {
        if (!seenRunning.has(job.id)) void client.invalidateQueries({ queryKey: ['jobs'] });
        seenRunning.add(job.id);
        return;
      }
      if (!seenRunning.delete(job.id)) return;
      // What the job made or changed may be anywhere on the page.
      void client.invalidateQueries();
      const tookMs = job.startedAt && job.finishedAt ? Date.parse(job.finishedAt) - Date.parse(job.startedAt) : 0;
      if (tookMs >= longFromMs || job.state === 'failed') announce.current(job);
    };
    const open = () => {
      if (source || document.hidden) return;
      source = new EventSource('/api/jobs/stream');
      source.addEventListener('open', () => setStreaming(true));
      source.addEventListener('error', () => setStreaming(false));
      source.addEventListener('job', receive);
    };
    const close = () => {
      source?.close();
      source = undefined;
      setStreaming(false);
    };
    const onVisibility = () => (document.hidden ? close() : open());
    open();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      close();
    };
  }, [client]);
  return null;
}

/** The list with one job as it is now; jobs that the list does not hold are left to its own filter. */
export const replaceJob = (jobs: readonly Job[], job: Job): Job[] =>
  jobs.map((old) => (old.id === job.id ? { ...old, ...job } : old));
