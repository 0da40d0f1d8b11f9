import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { accountSchema } from '@/lib/contracts/account';

const accountQuery = () =>
  queryOptions({ queryKey: ['account'], queryFn: ({ signal }) => apiFetch(accountSchema, '/api/account', { signal }) });

/** The person who is signed in, and where else. */
export const useAccount = () => useQuery(accountQuery());
