import type { ReactNode } from 'react';
import { cn } from './cn';

export type Fact = { label: ReactNode; value: ReactNode };

/** Key facts of a record: name and value, in one or more columns. */
export function Facts({
  facts,
  columns = 1,
  className,
}: {
  facts: readonly (Fact | undefined | false)[];
  columns?: 1 | 2 | 3;
  className?: string;
}) {
  return (
    <dl
      className={cn(
        'grid gap-x-8',
        columns === 2 && 'sm:grid-cols-2',
        columns === 3 && 'sm:grid-cols-2 xl:grid-cols-3',
        className,
      )}
    >
      {facts.map(
        (fact, position) =>
          fact && (
            // biome-ignore lint/suspicious/noArrayIndexKey: labels may be elements; the order is fixed
            <div key={position} className="flex min-h-9 items-center justify-between gap-4 border-b py-1.5">
              <dt className="shrink-0 text-ink-3">{fact.label}</dt>
              <dd className="min-w-0 break-words text-right">{fact.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
