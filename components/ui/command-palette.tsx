'use client';
import { Command } from 'cmdk';
import type { LucideIcon } from 'lucide-react';
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';

export type CommandEntry = {
  id: string;
  label: string;
  note?: string;
  icon?: LucideIcon;
  keywords?: string[];
  onSelect: () => void;
};
export type CommandGroup = { title: string; entries: readonly CommandEntry[] };

/** Goes anywhere and does anything by name. */
export function CommandPalette(props: {
  isOpen: boolean;
  onClose: () => void;
  groups: readonly CommandGroup[];
  search: string;
  onSearch: (search: string) => void;
}) {
  const t = useTranslations('ui.palette');
  return (
    <Radix.Root open={props.isOpen} onOpenChange={(next) => !next && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-[rgb(10_11_14/0.35)]" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[12dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-raised shadow-pop"
        >
          <Radix.Title className="sr-only">{t('title')}</Radix.Title>
          <Command label={t('title')} loop>
            <div className="flex items-center gap-2 border-b px-3">
              <Search aria-hidden className="size-4 text-ink-3" />
              <Command.Input
                value={props.search}
                onValueChange={props.onSearch}
                placeholder={t('placeholder')}
                className="h-11 w-full bg-transparent text-lg outline-none"
              />
            </div>
            <Command.List className="scrollbar-slim max-h-[50dvh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-ink-3">{t('empty')}</Command.Empty>
              {props.groups
                .filter((group) => group.entries.length > 0)
                .map((group) => (
                  <Command.Group
                    key={group.title}
                    heading={group.title}
                    className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:py-1.5 **:[[cmdk-group-heading]]:text-ink-3 **:[[cmdk-group-heading]]:text-xs"
                  >
                    {group.entries.map((entry) => (
                      <Command.Item
                        key={entry.id}
                        value={entry.id}
                        keywords={[entry.label, entry.note ?? '', ...(entry.keywords ?? [])]}
                        onSelect={() => {
                          props.onClose();
                          entry.onSelect();
                        }}
                        className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-hover pointer-coarse:min-h-11"
                      >
                        {entry.icon && <entry.icon aria-hidden className="size-4 shrink-0 text-ink-3" />}
                        <span className="truncate">{entry.label}</span>
                        {entry.note && <span className="ml-auto truncate text-ink-3 text-xs">{entry.note}</span>}
                      </Command.Item>
                    ))}
                  </Command.Group>
                ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
