'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { cn } from './cn';
import { useFormat } from './use-format';

export type LogLine = { id: number; at: string; level: string; message: string };

const levelClass: Record<string, string> = { error: 'text-danger', warn: 'text-warning', debug: 'text-ink-3' };

/** Lines of a log, newest below; follows the end until the reader scrolls up. */
export function LogViewer({
  lines,
  label,
  className,
}: {
  lines: readonly LogLine[];
  label: string;
  className?: string;
}) {
  const t = useTranslations('ui.log');
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);
  const newest = lines.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what moves the view
  useEffect(() => {
    if (isFollowing && frame.current) frame.current.scrollTop = frame.current.scrollHeight;
  }, [newest, isFollowing]);
  return (
    <section
      ref={frame}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        setIsFollowing(scrollHeight - scrollTop - clientHeight < 24);
      }}
      className={cn(
        'scrollbar-slim max-h-96 min-h-24 overflow-auto rounded-md border bg-sunken px-3 py-2 font-mono text-xs leading-5',
        className,
      )}
    >
      {lines.length === 0 && <p className="text-ink-3">{t('empty')}</p>}
      <ol>
        {lines.map((line) => (
          <li key={line.id} className="flex gap-3 whitespace-pre-wrap break-words">
            <time dateTime={line.at} className="shrink-0 text-ink-3" title={format.dateTime(line.at)}>
              {format.clock(line.at)}
            </time>
            <span className={cn('min-w-0', levelClass[line.level])}>
              {line.level !== 'info' && <span className="font-semibold uppercase">{line.level} </span>}
              {line.message}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
