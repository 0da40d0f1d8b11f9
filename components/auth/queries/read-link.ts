import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { linkViewSchema } from '@/lib/contracts/account';

const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ['link', token],
    queryFn: ({ signal }) => apiFetch(linkViewSchema, '/api/join/read', { method: 'POST', json: { token }, signal }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** What a one-time link is for. */
export const useLink = (token: string) => useQuery(linkQuery(token));
