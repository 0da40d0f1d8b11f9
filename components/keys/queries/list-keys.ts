import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { apiKeysSchema } from '@/lib/contracts/keys';

const keysQuery = () =>
  queryOptions({ queryKey: ['keys'], queryFn: ({ signal }) => apiFetch(apiKeysSchema, '/api/keys', { signal }) });

/** The keys of applications and of people, never a secret. */
export const useKeys = () => useQuery(keysQuery());
