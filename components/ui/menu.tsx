'use client';
import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type MenuEntry =
  | {
      kind: 'action';
      label: ReactNode;
      icon?: LucideIcon;
      onSelect: () => void;
      isDanger?: boolean;
      isDisabled?: boolean;
    }
  | { kind: 'link'; label: ReactNode; icon?: LucideIcon; href: string }
  | { kind: 'check'; label: ReactNode; isChecked: boolean; onChange: (isChecked: boolean) => void }
  | {
      kind: 'choice';
      label: string;
      value: string;
      options: readonly { value: string; label: string }[];
      onChange: (value: string) => void;
    }
  | { kind: 'label'; label: ReactNode }
  | { kind: 'separator' };

const entryClass =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 outline-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:text-ink-3';

/** Actions of one thing, behind one button. */
export function Menu({
  trigger,
  entries,
  align = 'end',
  side,
}: {
  trigger: ReactNode;
  entries: readonly (MenuEntry | false | undefined)[];
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'right';
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 overflow-y-auto rounded-lg bg-raised p-1 shadow-pop"
        >
          {entries.map((entry, position) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of a menu is fixed while it is open
            entry ? <Entry key={position} entry={entry} /> : null,
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'separator') return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
  if (entry.kind === 'label')
    return <Radix.Label className="px-2 py-1.5 text-ink-3 text-xs">{entry.label}</Radix.Label>;
  if (entry.kind === 'check') {
    return (
      <Radix.CheckboxItem
        checked={entry.isChecked}
        onCheckedChange={entry.onChange}
        onSelect={(event) => event.preventDefault()}
        className={entryClass}
      >
        <CheckMark isChecked={entry.isChecked} />
        {entry.label}
      </Radix.CheckboxItem>
    );
  }
  if (entry.kind === 'choice') {
    return (
      <Radix.RadioGroup value={entry.value} onValueChange={entry.onChange}>
        <Radix.Label className="px-2 py-1.5 text-ink-3 text-xs">{entry.label}</Radix.Label>
        {entry.options.map((option) => (
          <Radix.RadioItem
            key={option.value}
            value={option.value}
            onSelect={(event) => event.preventDefault()}
            className={entryClass}
          >
            <CheckMark isChecked={option.value === entry.value} />
            {option.label}
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    );
  }
  const Icon = entry.icon;
  if (entry.kind === 'link') {
    return (
      <Radix.Item asChild className={entryClass}>
        <Link href={entry.href}>
          {Icon && <Icon aria-hidden />}
          {entry.label}
        </Link>
      </Radix.Item>
    );
  }
  return (
    <Radix.Item
      onSelect={entry.onSelect}
      disabled={entry.isDisabled}
      className={cn(entryClass, entry.isDanger && 'text-danger [&_svg]:text-danger')}
    >
      {Icon && <Icon aria-hidden />}
      {entry.label}
    </Radix.Item>
  );
}

const CheckMark = ({ isChecked }: { isChecked: boolean }) => (
  <span aria-hidden className={cn('size-1.5 rounded-full', isChecked ? 'bg-accent' : 'bg-transparent')} />
);
