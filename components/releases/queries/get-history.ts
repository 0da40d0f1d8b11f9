import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { historySchema } from '@/lib/contracts/releases';

const historyQuery = (at: string | undefined) =>
  queryOptions({
    queryKey: ['history', at ?? ''],
    queryFn: ({ signal }) =>
      apiFetch(historySchema, `/api/releases/history${at ? `?at=${encodeURIComponent(at)}` : ''}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** Every move of the live pointer, and what was live at a moment. */
export const useHistory = (at: string | undefined) => useQuery(historyQuery(at));
