'use client';
import { AArrowDown, AArrowUp, ArrowLeft, Highlighter, ScrollText } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { DeskState } from './judging-desk';
import type { Reading } from './pair-view';

/** How far, how long still, and how one likes to read. */
export function DeskHeader({
  state,
  reading,
  onReading,
  hasProtocol,
  onProtocol,
}: {
  state: DeskState;
  reading: Reading;
  onReading: (change: Partial<Reading> | 'larger' | 'smaller') => void;
  hasProtocol: boolean;
  onProtocol: () => void;
}) {
  const t = useTranslations('judging');
  const { progress, unsent } = state;
  const total = progress ? progress.done + progress.remaining : 0;
  const done = progress ? Math.min(progress.done + unsent, total) : 0;
  return (
    <header className="relative border-b bg-canvas">
      <div className="mx-auto flex h-12 w-full max-w-[88rem] items-center gap-2 px-3 md:px-8">
        <Link
          href="/judge"
          aria-label={t('leave')}
          title={t('leave')}
          className="-ml-2 flex size-9 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-11"
        >
          <ArrowLeft aria-hidden className="size-4" />
        </Link>
        <p className="tabular min-w-0 flex-1 truncate text-ink-2">
          {progress && total > 0 && <Pace progress={progress} done={done} total={total} />}
        </p>
        <IconButton label={t('smaller')} onClick={() => onReading('smaller')}>
          <AArrowDown aria-hidden />
        </IconButton>
        <IconButton label={t('larger')} onClick={() => onReading('larger')}>
          <AArrowUp aria-hidden />
        </IconButton>
        <IconButton
          label={t('marks')}
          aria-pressed={reading.hasMarks}
          className={cn(reading.hasMarks && 'bg-active text-ink')}
          onClick={() => onReading({ hasMarks: !reading.hasMarks })}
        >
          <Highlighter aria-hidden />
        </IconButton>
        {hasProtocol && (
          <IconButton label={t('protocol')} onClick={onProtocol}>
            <ScrollText aria-hidden />
          </IconButton>
        )}
      </div>
      <div aria-hidden className="absolute inset-x-0 -bottom-px h-0.5">
        <div
          className="h-full bg-accent-fill transition-[width]"
          style={{ width: total > 0 ? `${(done / total) * 100}%` : 0 }}
        />
      </div>
    </header>
  );
}

function Pace({
  progress,
  done,
  total,
}: {
  progress: NonNullable<DeskState['progress']>;
  done: number;
  total: number;
}) {
  const t = useTranslations('judging');
  const minutes =
    progress.secondsPerItem === null ? undefined : Math.ceil(((total - done) * progress.secondsPerItem) / 60);
  return (
    <>
      {t('progress', { done, total })}
      {/* A pace of two pairs is no pace. */}
      {minutes !== undefined && minutes > 0 && progress.done >= 3 && (
        <span className="text-ink-3"> · {t('timeLeft', { minutes })}</span>
      )}
    </>
  );
}
