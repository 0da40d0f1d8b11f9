'use client';
import { IntlProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { chinese } from './messages/chinese';

export default function ChineseProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  return (
    <IntlProvider locale="zh" messages={chinese} timeZone={timeZone}>
      {children}
    </IntlProvider>
  );
}
