'use client';
import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type CSSProperties, useMemo } from 'react';
import { cn } from '@/components/ui/cn';
import { SafeMarkdown } from '@/components/ui/safe-markdown';
import { vocabularyOf } from '@/components/ui/word-marks';
import type { JudgeItem } from '@/lib/contracts/study';

export type Side = 'left' | 'right';

/** The keys of the three choices, wherever one is made. */
export const choiceKeys = { left: 'ArrowLeft', tie: 'ArrowDown', right: 'ArrowRight' } as const;

export type Reading = { scale: number; hasMarks: boolean; hasSources: boolean };

/** One quiet size for everything that is read, chosen by the reader. */
const readingStyle = (scale: number): CSSProperties => ({ fontSize: `${scale}rem`, lineHeight: 1.65 });

/** The question on top, both answers below in the same dress; nothing else is known here. */
export function PairView({
  item,
  reading,
  chosen,
  onToggleSources,
}: {
  item: JudgeItem;
  reading: Reading;
  chosen: Side | 'tie' | undefined;
  onToggleSources: () => void;
}) {
  const t = useTranslations('judging');
  const language = /\p{Script=Han}/u.test(item.question) ? 'zh' : undefined;
  const words = useMemo(
    () => (reading.hasMarks ? { left: vocabularyOf(item.right.text), right: vocabularyOf(item.left.text) } : undefined),
    [item, reading.hasMarks],
  );
  return (
    <div
      className="mx-auto flex w-full max-w-[88rem] flex-col gap-5 px-4 pt-5 pb-8 md:px-8"
      style={readingStyle(reading.scale)}
      lang={language}
    >
      <h1 className="max-w-[60ch] text-balance break-words font-semibold text-[1.2em] leading-[1.45] tracking-tight">
        {item.question}
      </h1>
      <nav
        aria-label={t('switch')}
        className="sticky top-0 z-10 -mx-4 grid grid-cols-2 border-y bg-canvas px-4 md:hidden"
      >
        {(['left', 'right'] as const).map((side) => (
          <a
            key={side}
            href={`#answer-${side}`}
            className="flex h-11 items-center justify-center font-medium text-base text-ink-2 first:border-r"
          >
            {t(side)}
          </a>
        ))}
      </nav>
      <div className="grid items-stretch gap-4 md:grid-cols-2 md:gap-6">
        {(['left', 'right'] as const).map((side) => (
          <article
            key={side}
            id={`answer-${side}`}
            aria-label={t(side)}
            className={cn(
              'flex min-w-0 scroll-mt-14 flex-col gap-4 rounded-lg border bg-surface px-5 pt-4 pb-5 outline-2 outline-transparent transition-[outline-color] duration-75 md:px-7 md:pt-5 md:pb-7',
              (chosen === side || chosen === 'tie') && 'outline-accent',
            )}
          >
            <p aria-hidden className="font-medium text-ink-3 text-xs">
              {t(side)}
            </p>
            <SafeMarkdown text={item[side].text} wordsElsewhere={words?.[side]} className="max-w-[68ch]" />
            {item[side].sources.length > 0 && (
              <Sources sources={item[side].sources} isOpen={reading.hasSources} onToggle={onToggleSources} />
            )}
          </article>
        ))}
      </div>
    </div>
  );
}

function Sources({
  sources,
  isOpen,
  onToggle,
}: {
  sources: JudgeItem['left']['sources'];
  isOpen: boolean;
  onToggle: () => void;
}) {
  const t = useTranslations('judging');
  return (
    <section className="mt-auto flex flex-col gap-3 border-t pt-3" aria-label={t('sources')}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="flex h-8 items-center gap-1.5 self-start rounded-md text-base text-ink-2 hover:text-ink pointer-coarse:h-11"
      >
        <ChevronDown aria-hidden className={cn('size-4 transition-transform', !isOpen && '-rotate-90')} />
        {t('sources')}
      </button>
      {isOpen && (
        <ol className="flex flex-col gap-4 text-[0.875em]">
          {sources.map((source) => (
            <li key={source.number} className="flex gap-3">
              <span className="tabular shrink-0 text-ink-3">[{source.number}]</span>
              <div className="flex min-w-0 flex-col gap-1 break-words">
                {source.title && <p className="font-medium">{source.title}</p>}
                <p className="whitespace-pre-line text-ink-2">{source.text}</p>
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
