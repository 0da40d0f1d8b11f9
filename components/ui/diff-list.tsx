'use client';
import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type DiffRow = { label: ReactNode; before: ReactNode; after: ReactNode; hasChanged: boolean };

/** What changes from one thing to another; rows that stay the same are quiet. */
export function DiffList({
  rows,
  beforeLabel,
  afterLabel,
  className,
}: {
  rows: readonly DiffRow[];
  beforeLabel: ReactNode;
  afterLabel: ReactNode;
  className?: string;
}) {
  const t = useTranslations('ui.diff');
  return (
    <table
      className={cn(
        'w-full table-fixed border-separate border-spacing-0 overflow-hidden rounded-md border text-left',
        className,
      )}
    >
      <thead className="bg-sunken text-ink-3 text-xs">
        <tr>
          <th scope="col" className="w-[30%] px-3 py-1.5 font-medium">
            <span className="sr-only">{t('property')}</span>
          </th>
          <th scope="col" className="px-3 py-1.5 font-medium">
            {beforeLabel}
          </th>
          <th scope="col" className="px-3 py-1.5 font-medium">
            {afterLabel}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may be elements; the order is fixed
          <tr key={position} className={cn(!row.hasChanged && 'text-ink-3')}>
            <th scope="row" className="border-t px-3 py-1.5 align-top font-normal text-ink-3">
              {row.label}
            </th>
            <td
              className={cn('break-words border-t px-3 py-1.5 align-top', row.hasChanged && 'bg-danger-soft text-ink')}
            >
              {row.before ?? '–'}
            </td>
            <td className={cn('break-words border-t px-3 py-1.5 align-top', row.hasChanged && 'bg-ok-soft text-ink')}>
              {row.hasChanged ? (
                <span className="flex items-start gap-1.5">
                  <ArrowRight aria-label={t('becomes')} className="mt-0.5 size-3.5 shrink-0 text-ok" />
                  <span className="min-w-0">{row.after ?? '–'}</span>
                </span>
              ) : (
                t('same')
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
