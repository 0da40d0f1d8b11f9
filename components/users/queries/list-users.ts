import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { usersSchema } from '@/lib/contracts/users';

const usersQuery = () =>
  queryOptions({ queryKey: ['users'], queryFn: ({ signal }) => apiFetch(usersSchema, '/api/users', { signal }) });

/** Everybody with an account, and the invitations that wait. */
export const useUsers = () => useQuery(usersQuery());
