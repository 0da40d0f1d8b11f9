import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { auditPageSchema } from '@/lib/contracts/audit';

export type AuditFilter = { action?: string; actor?: string; subjectType?: string; subjectId?: string };

const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal, pageParam }) => {
      const search = new URLSearchParams(
        Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1])),
      );
      if (pageParam) search.set('before', String(pageParam));
      return apiFetch(auditPageSchema, `/api/audit?${search}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
  });

/** The audit trail, newest first, older entries on demand. */
export const useAudit = (filter: AuditFilter) => useInfiniteQuery(auditQuery(filter));
