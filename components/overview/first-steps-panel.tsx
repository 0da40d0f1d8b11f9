'use client';
import { Check } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useApplications } from '@/components/applications/queries/list-applications';
import { useCheckpoints } from '@/components/checkpoints/queries/list-checkpoints';
import { useDatasets } from '@/components/datasets/queries/list-datasets';
import { useIndexes } from '@/components/indexes/queries/list-indexes';
import { useReleases } from '@/components/releases/queries/list-releases';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Panel } from '@/components/ui/panel';
import { useStored } from '@/components/ui/use-stored';
import { firstSteps } from './first-steps';

/** A checklist that notices what has been done; it goes by itself, or when it is sent away. */
export function FirstSteps() {
  const t = useTranslations('overview.steps');
  const [dismissed, setDismissed] = useStored('first-steps');
  const [datasets, checkpoints, indexes, applications, releases] = [
    useDatasets(),
    useCheckpoints(),
    useIndexes(),
    useApplications(),
    useReleases(),
  ];
  if (dismissed || !datasets.data || !checkpoints.data || !indexes.data || !applications.data || !releases.data)
    return null;
  const { steps, next, done } = firstSteps({
    datasets: datasets.data.datasets.length,
    embedders: checkpoints.data.checkpoints.filter((checkpoint) => checkpoint.component === 'embedder').length,
    readyIndexes: indexes.data.indexes.filter((index) => index.state === 'ready').length,
    applications: applications.data.applications.length,
    releases: releases.data.releases.length,
    hasLive: releases.data.releases.some((release) => release.state === 'live'),
  });
  if (!next) return null;
  return (
    <Panel
      title={t('title')}
      description={t('progress', { done, total: steps.length })}
      actions={
        <Button variant="ghost" size="sm" onClick={() => setDismissed('dismissed')}>
          {t('dismiss')}
        </Button>
      }
      isFlush
    >
      <ol className="divide-y">
        {steps.map((step) => (
          <li
            key={step.key}
            className={cn('flex min-h-11 items-center gap-3 px-4 py-2', step === next && 'bg-accent-soft')}
          >
            <span
              aria-hidden
              className={cn(
                'flex size-5 shrink-0 items-center justify-center rounded-full border',
                step.isDone ? 'border-ok-line bg-ok-soft text-ok' : 'border-line-strong',
              )}
            >
              {step.isDone && <Check className="size-3" strokeWidth={3} />}
            </span>
            <span className={cn('min-w-0 flex-1', step.isDone && 'text-ink-3')}>
              {step.isDone && <span className="sr-only">{t('done')} </span>}
              {t(`step.${step.key}`)}
            </span>
            {!step.isDone && (
              <Link href={step.href} className="shrink-0 rounded-sm py-1 font-medium text-accent hover:underline">
                {t(`action.${step.key}`)}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
