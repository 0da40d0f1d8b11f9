import type { ReactNode } from 'react';
import { cn } from './cn';
import { type Tone, toneBox, toneFill, toneText } from './status';

/** A word in a box: a state, a kind, a count. */
export function Badge({
  tone = 'neutral',
  children,
  className,
  title,
}: {
  tone?: Tone;
  children: ReactNode;
  className?: string;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={cn(
        'inline-flex h-5 max-w-full items-center gap-1 truncate whitespace-nowrap rounded-sm border px-1.5 font-medium text-xs [&_svg]:size-3',
        toneBox[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

/** A dot and its word; the dot pulses while something runs. */
export function StatusDot({
  tone,
  children,
  isActive,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  isActive?: boolean;
  className?: string;
}) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-2 whitespace-nowrap',
        tone === 'neutral' ? 'text-ink-2' : toneText[tone],
        className,
      )}
    >
      <span aria-hidden className="relative flex size-2">
        {isActive && <span className={cn('absolute inset-0 animate-ping rounded-full opacity-60', toneFill[tone])} />}
        <span className={cn('relative size-2 rounded-full', toneFill[tone])} />
      </span>
      {children}
    </span>
  );
}
