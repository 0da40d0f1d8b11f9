'use client';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { localeCookie, localeNames, locales, localeTags } from '@/components/i18n/locales';
import { cn } from '@/components/ui/cn';

/** The languages, each in its own words, for people who have no account yet. */
export function LanguageChoice() {
  const t = useTranslations('shell.user');
  const router = useRouter();
  const current = useLocale();
  return (
    <nav aria-label={t('language')} className="flex gap-1">
      {locales.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={localeTags[locale]}
          aria-pressed={locale === current}
          onClick={() => {
            // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there in every supported browser
            document.cookie = `${localeCookie}=${locale}; path=/; max-age=31536000; samesite=lax`;
            router.refresh();
          }}
          className={cn(
            'h-8 rounded-md px-2.5 text-ink-3 text-xs hover:bg-hover hover:text-ink pointer-coarse:h-11',
            locale === current && 'font-medium text-ink',
          )}
        >
          {localeNames[locale]}
        </button>
      ))}
    </nav>
  );
}
