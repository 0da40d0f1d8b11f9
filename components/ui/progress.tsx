import { Progress as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

/** How far something is, from 0 to 1; without a share it only says that work goes on. */
export function Progress({
  share,
  label,
  note,
  className,
}: {
  share: number | undefined;
  label: string;
  note?: ReactNode;
  className?: string;
}) {
  const percent = share === undefined ? null : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div className={cn('flex min-w-24 flex-col gap-1', className)}>
      <Radix.Root value={percent} max={100} aria-label={label} className="h-1.5 overflow-hidden rounded-full bg-active">
        <Radix.Indicator
          className={cn(
            'h-full rounded-full bg-accent-fill transition-[width]',
            percent === null && 'w-1/3 animate-pulse',
          )}
          style={percent === null ? undefined : { width: `${percent}%` }}
        />
      </Radix.Root>
      {note && <div className="tabular text-ink-3 text-xs">{note}</div>}
    </div>
  );
}
