import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { IntlProvider } from 'next-intl';
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { english } from '@/components/i18n/messages/english';

/** Renders with what every screen has around it: English messages, a fresh query cache without retries, tooltips. */
export function renderScreen(content: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Number.POSITIVE_INFINITY } } });
  return render(
    <IntlProvider locale="en" messages={english} timeZone="UTC" now={new Date('2026-03-03T14:00:00Z')}>
      <QueryClientProvider client={client}>
        <Tooltip.Provider>{content}</Tooltip.Provider>
      </QueryClientProvider>
    </IntlProvider>,
  );
}
