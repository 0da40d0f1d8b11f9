'use client';
import { Menu as MenuIcon, PanelLeftClose, PanelLeftOpen, Search, X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { JobEvents } from '@/components/jobs/job-events';
import { IconButton } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Key, KeyboardSheet } from '@/components/ui/keyboard-sheet';
import { Logo } from '@/components/ui/logo';
import { useHotkeys } from '@/components/ui/use-hotkeys';
import { useStored } from '@/components/ui/use-stored';
import { ConsolePalette } from './console-palette';
import { LiveStrip } from './live-strip';
import { homeOf, placesFor } from './navigation';
import { RailLinks } from './rail';
import { UserMenu, type Viewer } from './user-menu';

/** The frame of the console: places on the left, what is live on top, the page in between. */
export function AppShell({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const [open, setOpen] = useState<'palette' | 'keys' | 'drawer'>();
  const [folded, setFolded] = useStored('rail');
  const isFolded = folded === 'folded';
  const places = placesFor(viewer.role).flatMap((group) => group.places);
  const shortcuts = places.filter((place) => place.shortcut);
  const hasPalette = viewer.role !== 'annotator';
  const close = () => setOpen(undefined);
  useHotkeys({
    ...(hasPalette ? { 'mod+k': () => setOpen('palette') } : {}),
    '?': () => setOpen('keys'),
    ...Object.fromEntries(shortcuts.map((place) => [`g ${place.shortcut}`, () => router.push(place.href)])),
  });
  return (
    <div
      className={cn(
        'grid min-h-dvh md:grid-cols-[15rem_minmax(0,1fr)]',
        isFolded && 'md:grid-cols-[3.5rem_minmax(0,1fr)]',
      )}
    >
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 shadow-pop focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('skip')}
      </a>
      <aside className="print-hidden sticky top-0 flex h-dvh flex-col border-r bg-rail max-md:hidden">
        <div className={cn('flex h-12 shrink-0 items-center justify-between px-3', isFolded && 'justify-center px-0')}>
          {!isFolded && <Home role={viewer.role} />}
          <IconButton
            size="icon-sm"
            label={isFolded ? t('expand') : t('collapse')}
            onClick={() => setFolded(isFolded ? null : 'folded')}
          >
            {isFolded ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
          </IconButton>
        </div>
        <RailLinks role={viewer.role} isFolded={isFolded} />
        <div className="border-t p-2">
          <UserMenu viewer={viewer} isFolded={isFolded} onShowKeys={() => setOpen('keys')} />
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="print-hidden sticky top-0 z-30 flex h-12 items-center gap-3 border-b bg-canvas/95 px-4 backdrop-blur md:px-6">
          <IconButton label={t('openNavigation')} onClick={() => setOpen('drawer')} className="-ml-2 md:hidden">
            <MenuIcon aria-hidden />
          </IconButton>
          <div className="min-w-0 flex-1">{viewer.role !== 'annotator' && <LiveStrip />}</div>
          {hasPalette && (
            <button
              type="button"
              onClick={() => setOpen('palette')}
              className="flex h-8 shrink-0 items-center gap-2 rounded-md border bg-surface px-2.5 text-ink-3 text-xs transition-colors hover:border-line-strong hover:text-ink pointer-coarse:h-11"
            >
              <Search aria-hidden className="size-3.5" />
              <span className="max-sm:sr-only">{t('search')}</span>
              <span className="flex gap-0.5 max-lg:hidden">
                <Key>Ctrl</Key>
                <Key>K</Key>
              </span>
            </button>
          )}
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto flex w-full max-w-[90rem] flex-1 flex-col gap-6 px-4 py-6 md:px-8"
        >
          {children}
        </main>
      </div>
      {(viewer.role === 'admin' || viewer.role === 'operator') && <JobEvents />}
      <Drawer isOpen={open === 'drawer'} onClose={close} viewer={viewer} onShowKeys={() => setOpen('keys')} />
      {hasPalette && <ConsolePalette role={viewer.role} isOpen={open === 'palette'} onClose={close} />}
      <KeyboardSheet
        isOpen={open === 'keys'}
        onClose={close}
        groups={[
          {
            title: t('shortcuts.anywhere'),
            keys: [
              ...(hasPalette ? [{ keys: ['Ctrl', 'K'], does: t('shortcuts.palette') }] : []),
              { keys: ['?'], does: t('shortcuts.sheet') },
            ],
          },
          ...(shortcuts.length > 0
            ? [
                {
                  title: t('shortcuts.go'),
                  keys: shortcuts.map((place) => ({ keys: ['g', place.shortcut ?? ''], does: t(`nav.${place.key}`) })),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

const Home = ({ role }: { role: Viewer['role'] }) => (
  <Link href={homeOf(role)} className="flex items-center gap-2 rounded-md font-semibold tracking-tight">
    <Logo className="size-6" />
    Mixstage
  </Link>
);

/** The rail on a phone: slides in, closes when a place is chosen. */
function Drawer({
  isOpen,
  onClose,
  viewer,
  onShowKeys,
}: {
  isOpen: boolean;
  onClose: () => void;
  viewer: Viewer;
  onShowKeys: () => void;
}) {
  const t = useTranslations('shell');
  const ui = useTranslations('ui');
  return (
    <Dialog.Root open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(10_11_14/0.45)] md:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="data-[state=open]:slide-in-from-left-4 fixed inset-y-0 left-0 z-40 flex w-72 max-w-[85vw] flex-col bg-rail pb-safe shadow-pop data-[state=open]:animate-in data-[state=open]:duration-150 md:hidden"
        >
          <Dialog.Title className="sr-only">{t('mainNavigation')}</Dialog.Title>
          <div className="flex h-14 items-center justify-between pr-1 pl-4">
            <Home role={viewer.role} />
            <Dialog.Close asChild>
              <IconButton label={ui('close')}>
                <X aria-hidden />
              </IconButton>
            </Dialog.Close>
          </div>
          <RailLinks role={viewer.role} onFollow={onClose} />
          <div className="border-t p-2">
            <UserMenu viewer={viewer} onShowKeys={onShowKeys} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
