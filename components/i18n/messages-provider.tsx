'use client';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import type { Locale } from './locales';

// One language is one chunk of its own: cached by the browser, never repeated in each page.
const providers = {
  en: dynamic(() => import('./english-provider')),
  zh: dynamic(() => import('./chinese-provider')),
} satisfies Record<Locale, unknown>;

export function MessagesProvider(props: { locale: Locale; timeZone: string; children: ReactNode }) {
  const Provider = providers[props.locale];
  return <Provider timeZone={props.timeZone}>{props.children}</Provider>;
}
