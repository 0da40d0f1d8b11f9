'use client';
import { useRouter } from 'next/navigation';
import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { timeZoneCookie } from './locales';

/** Tells the server which time zone the person sits in, once, so that both print the same times. */
export function TimeZoneCookie() {
  const router = useRouter();
  const used = useTimeZone();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!actual || actual === used || document.cookie.includes(`${timeZoneCookie}=${encodeURIComponent(actual)}`))
      return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there in every supported browser
    document.cookie = `${timeZoneCookie}=${encodeURIComponent(actual)}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }, [router, used]);
  return null;
}
