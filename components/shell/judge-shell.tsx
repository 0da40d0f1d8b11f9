'use client';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { KeyboardSheet } from '@/components/ui/keyboard-sheet';
import { Logo } from '@/components/ui/logo';
import { UserMenu, type Viewer } from './user-menu';

/** The quiet frame around an annotator's list: a name, a menu, nothing about what runs where. */
export function JudgeShell({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const t = useTranslations('shell');
  const [hasKeys, setHasKeys] = useState(false);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b">
        <div className="mx-auto flex h-14 w-full max-w-2xl items-center justify-between px-4">
          <span className="flex items-center gap-2 font-semibold tracking-tight">
            <Logo className="size-6" />
            Mixstage
          </span>
          <div className="w-48">
            <UserMenu viewer={viewer} onShowKeys={() => setHasKeys(true)} />
          </div>
        </div>
      </header>
      {children}
      <KeyboardSheet
        isOpen={hasKeys}
        onClose={() => setHasKeys(false)}
        groups={[{ title: t('shortcuts.anywhere'), keys: [{ keys: ['?'], does: t('shortcuts.sheet') }] }]}
      />
    </div>
  );
}
