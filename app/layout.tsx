import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/noto-sans-sc/wght.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { getLocale, getTimeZone, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { localeTags } from '@/components/i18n/locales';
import { MessagesProvider } from '@/components/i18n/messages-provider';
import { TimeZoneCookie } from '@/components/i18n/time-zone-cookie';
import { Providers } from '@/components/shell/providers';
import { isTheme, themeCookie } from '@/components/ui/theme';

// A page rendered at build time would carry no nonce, and the content security policy would block its scripts.
export const dynamic = 'force-dynamic';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell');
  return { title: { default: 'Mixstage', template: '%s · Mixstage' }, description: t('description') };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafafb' },
    { media: '(prefers-color-scheme: dark)', color: '#0d0e11' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const timeZone = await getTimeZone();
  const t = await getTranslations('shell');
  const theme = (await cookies()).get(themeCookie)?.value;
  return (
    <html
      lang={localeTags[locale]}
      data-theme={isTheme(theme) && theme !== 'system' ? theme : undefined}
      suppressHydrationWarning
    >
      <body>
        <noscript>
          <p className="border-b bg-warning-soft px-4 py-3 text-warning">{t('needsJavaScript')}</p>
        </noscript>
        <MessagesProvider locale={locale} timeZone={timeZone}>
          <TimeZoneCookie />
          <Providers>{children}</Providers>
        </MessagesProvider>
      </body>
    </html>
  );
}
