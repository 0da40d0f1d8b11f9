import type { ReactNode } from 'react';
import { cn } from './cn';
import { type Tone, toneText } from './status';

/** One number with its name, its unit and what it is compared with. */
export function StatTile(props: {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  note?: ReactNode;
  tone?: Tone;
  className?: string;
}) {
  return (
    <div className={cn('flex min-w-0 flex-col gap-1 bg-surface px-4 py-3 max-sm:last:odd:col-span-2', props.className)}>
      <div className="truncate text-ink-3 text-xs">{props.label}</div>
      <div className="tabular flex items-baseline gap-1 font-semibold text-xl tracking-tight">
        <span className={cn('truncate', props.tone && toneText[props.tone])}>{props.value}</span>
        {props.unit && <span className="font-normal text-base text-ink-3">{props.unit}</span>}
      </div>
      {props.note && <div className="text-ink-3 text-xs">{props.note}</div>}
    </div>
  );
}

/** Tiles in a row that wraps, divided by hairlines. */
export const StatTiles = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div
    className={cn(
      'grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]',
      className,
    )}
  >
    {children}
  </div>
);
