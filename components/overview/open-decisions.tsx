'use client';
import type { LucideIcon } from 'lucide-react';
import { CircleAlert, GitPullRequestArrow, Layers, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useNow, useTranslations } from 'next-intl';
import { useIndexes } from '@/components/indexes/queries/list-indexes';
import { useJobWords } from '@/components/jobs/job-words';
import { useJobs } from '@/components/jobs/queries/list-jobs';
import { useLive } from '@/components/releases/queries/get-live';
import { useReleases } from '@/components/releases/queries/list-releases';
import { cn } from '@/components/ui/cn';
import { Panel } from '@/components/ui/panel';
import { type Tone, toneText } from '@/components/ui/status';

type Decision = { key: string; icon: LucideIcon; tone: Tone; text: string; href: string };
const failedJobsForMs = 24 * 3600_000;

/** What waits for a person, most urgent first. */
export function OpenDecisions() {
  const t = useTranslations('overview.decisions');
  const words = useJobWords();
  const now = useNow();
  const [live, releases, jobs, indexes] = [useLive(), useReleases(), useJobs(), useIndexes()];
  const failed =
    jobs.data?.jobs.filter(
      (job) => job.state === 'failed' && job.finishedAt && now.getTime() - Date.parse(job.finishedAt) < failedJobsForMs,
    ) ?? [];
  const decisions: Decision[] = [
    ...(live.data?.health === 'failing' && live.data.release
      ? [
          {
            key: 'live',
            icon: CircleAlert,
            tone: 'danger' as const,
            text: t('liveFailing', { number: live.data.release.number }),
            href: `/releases/${live.data.release.id}`,
          },
        ]
      : []),
    ...failed.map((job) => ({
      key: job.id,
      icon: TriangleAlert,
      tone: 'danger' as const,
      text: t('jobFailed', { kind: words.kind(job.kind), reason: job.error?.message ?? '' }),
      href: `/jobs/${job.id}`,
    })),
    ...(indexes.data?.indexes ?? [])
      .filter((index) => index.state === 'failed')
      .map((index) => ({
        key: index.id,
        icon: Layers,
        tone: 'warning' as const,
        text: t('indexFailed', { checkpoint: index.checkpoint.name, corpus: index.corpus.name }),
        href: '/indexes?state=failed',
      })),
    ...(releases.data?.releases ?? [])
      .filter((release) => release.state === 'candidate')
      .map((release) => ({
        key: release.id,
        icon: GitPullRequestArrow,
        tone: 'accent' as const,
        text: t('candidate', { number: release.number, reason: release.reason }),
        href: `/releases/${release.id}`,
      })),
  ];
  return (
    <Panel title={t('title')} isFlush={decisions.length > 0}>
      {decisions.length === 0 ? (
        <p className="text-ink-3">{t('none')}</p>
      ) : (
        <ul className="divide-y">
          {decisions.slice(0, 8).map((decision) => (
            <li key={decision.key}>
              <Link
                href={decision.href}
                className="flex min-h-11 items-start gap-3 px-4 py-2.5 -outline-offset-2 hover:bg-hover"
              >
                <decision.icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', toneText[decision.tone])} />
                <span className="line-clamp-2 min-w-0">{decision.text}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
