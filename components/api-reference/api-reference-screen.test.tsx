import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import { IntlProvider } from 'next-intl';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { english } from '@/components/i18n/messages/english';
import { ApiReferenceScreen } from './api-reference-screen';

const address = vi.hoisted(() => ({ search: new URLSearchParams() }));
vi.mock('next/navigation', () => ({ usePathname: () => '/api-reference', useSearchParams: () => address.search }));

const document = {
  openapi: '3.1.0',
  info: { title: 'x', version: '1', description: 'x' },
  tags: [{ name: 'Jobs' }, { name: 'Retrieval' }],
  paths: {
    '/v1/retrieve': {
      post: {
        operationId: 'postV1Retrieve',
        summary: 'Answer a query',
        tags: ['Retrieval'],
        security: [{ applicationKey: [] }],
        requestBody: {
          content: {
            'application/json': {
              example: { query: 'q' },
              schema: { type: 'object', required: ['query'], properties: { query: { type: 'string' }, depth: {} } },
            },
          },
        },
        responses: {
          '200': {
            description: 'Done.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Tree' } } },
          },
          '429': { description: 'Too many requests at once.' },
        },
      },
    },
    '/api/jobs': {
      get: { operationId: 'getJobs', summary: 'List jobs', tags: ['Jobs'], security: [], responses: {} },
    },
  },
  // A schema that contains itself must not hang the page.
  components: {
    schemas: {
      Tree: {
        type: 'object',
        properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
      },
    },
  },
};

const show = () =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <IntlProvider locale="en" messages={english} timeZone="UTC">
        <ApiReferenceScreen />
      </IntlProvider>
    </QueryClientProvider>,
  );

beforeEach(() => {
  address.search = new URLSearchParams();
  vi.stubGlobal('fetch', async () => Response.json(document));
});

describe('the API reference page', () => {
  it('lists the requests by chapter, folded', async () => {
    show();
    const jobs = await screen.findByRole('region', { name: 'Jobs' });
    expect(
      within(jobs)
        .getByRole('button', { name: /GET \/api\/jobs List jobs/ })
        .getAttribute('aria-expanded'),
    ).toBe('false');
    expect(screen.getByRole('region', { name: 'Retrieval' })).toBeTruthy();
  });

  it('opens the request that the address names, with what is sent, answered and refused', async () => {
    address.search = new URLSearchParams('request=postV1Retrieve');
    show();
    expect(await screen.findByText(/curl .*\/v1\/retrieve/)).toBeTruthy();
    expect(screen.getByText('With the key of an application.')).toBeTruthy();
    expect(screen.getByText('query').closest('li')?.textContent).not.toContain('optional');
    expect(screen.getByText('depth').closest('li')?.textContent).toContain('optional');
    expect(screen.getByText('Too many requests at once.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Fields of children' })).toBeTruthy();
  });

  it('shows only what the search finds, and says when that is nothing', async () => {
    address.search = new URLSearchParams('q=jobs get');
    const { unmount } = show();
    expect(await screen.findByRole('region', { name: 'Jobs' })).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'Retrieval' })).toBeNull();
    unmount();
    address.search = new URLSearchParams('q=nothing-like-it');
    show();
    expect(await screen.findByText('No request matches.')).toBeTruthy();
  });
});
