'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Dialog } from './dialog';

export type KeyGroup = { title: string; keys: readonly { keys: readonly string[]; does: string }[] };

export const Key = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-sunken px-1 font-sans text-ink-2 text-xs">
    {children}
  </kbd>
);

/** All keys of a page, one key away (`?`). */
export function KeyboardSheet({
  isOpen,
  onClose,
  groups,
}: {
  isOpen: boolean;
  onClose: () => void;
  groups: readonly KeyGroup[];
}) {
  const t = useTranslations('ui.keys');
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('title')} description={t('description')}>
      {groups.map((group) => (
        <section key={group.title} className="flex flex-col gap-1">
          <h3 className="font-medium text-ink-3 text-xs">{group.title}</h3>
          <dl>
            {group.keys.map((entry) => (
              <div
                key={entry.does}
                className="flex min-h-8 items-center justify-between gap-4 border-b last:border-b-0"
              >
                <dt>{entry.does}</dt>
                <dd className="flex gap-1">
                  {entry.keys.map((key) => (
                    <Key key={key}>{key}</Key>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
