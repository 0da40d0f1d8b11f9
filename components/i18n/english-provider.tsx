'use client';
import { IntlProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { english } from './messages/english';

export default function EnglishProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  return (
    <IntlProvider locale="en" messages={english} timeZone={timeZone}>
      {children}
    </IntlProvider>
  );
}
