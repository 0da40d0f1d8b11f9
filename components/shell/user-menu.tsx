'use client';
import { Keyboard, KeyRound, LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { isLocale, localeCookie, localeNames, locales } from '@/components/i18n/locales';
import { Menu } from '@/components/ui/menu';
import { problemWords } from '@/components/ui/problem';
import { applyTheme, currentTheme, isTheme, type Theme, themes } from '@/components/ui/theme';
import { toast } from '@/components/ui/toast';
import type { Role } from '@/lib/contracts/actor';
import { useChangeAccount } from './queries/change-account';
import { useSignOut } from './queries/sign-out';

export type Viewer = { name: string; email: string; role: Role };

/** Language, theme, account, and the way out. */
export function UserMenu({
  viewer,
  isFolded,
  onShowKeys,
}: {
  viewer: Viewer;
  isFolded?: boolean;
  onShowKeys: () => void;
}) {
  const t = useTranslations('shell');
  const router = useRouter();
  const locale = useLocale();
  const [theme, setTheme] = useState<Theme>();
  const change = useChangeAccount();
  const signOut = useSignOut();

  const chooseLocale = (value: string) => {
    if (!isLocale(value) || value === locale) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there in every supported browser
    document.cookie = `${localeCookie}=${value}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
    change.mutate({ locale: value });
  };
  const chooseTheme = (value: string) => {
    if (!isTheme(value)) return;
    setTheme(value);
    applyTheme(value);
  };
  const leave = () =>
    signOut.mutate(undefined, {
      // A whole load, so that nothing of this person stays in memory.
      onSuccess: () => window.location.assign('/sign-in'),
      onError: (error) => toast.danger({ title: t('user.signOutFailed'), description: problemWords(error) }),
    });

  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          aria-label={t('user.menu', { name: viewer.name })}
          onPointerDown={() => setTheme(currentTheme())}
          onKeyDown={() => setTheme(currentTheme())}
          className="flex h-11 w-full items-center gap-2.5 rounded-md px-2 text-left -outline-offset-2 transition-colors hover:bg-active"
        >
          <span
            aria-hidden
            className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent text-xs"
          >
            {[...viewer.name][0]?.toUpperCase()}
          </span>
          {!isFolded && (
            <span className="flex min-w-0 flex-col">
              <span className="truncate font-medium leading-4">{viewer.name}</span>
              <span className="truncate text-ink-3 text-xs">{t(`role.${viewer.role}`)}</span>
            </span>
          )}
        </button>
      }
      entries={[
        { kind: 'label', label: viewer.email },
        { kind: 'link', label: t('user.account'), icon: KeyRound, href: '/account' },
        { kind: 'action', label: t('user.keys'), icon: Keyboard, onSelect: onShowKeys },
        { kind: 'separator' },
        {
          kind: 'choice',
          label: t('user.language'),
          value: locale,
          options: locales.map((value) => ({ value, label: localeNames[value] })),
          onChange: chooseLocale,
        },
        {
          kind: 'choice',
          label: t('user.theme'),
          value: theme ?? 'system',
          options: themes.map((value) => ({ value, label: t(`theme.${value}`) })),
          onChange: chooseTheme,
        },
        { kind: 'separator' },
        { kind: 'action', label: t('user.signOut'), icon: LogOut, onSelect: leave },
      ]}
    />
  );
}
