import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/lib/api/browser-client';
import { openApiSchema } from '@/lib/contracts/openapi';

const openApiQuery = queryOptions({
  queryKey: ['openapi'],
  queryFn: ({ signal }) => apiFetch(openApiSchema, '/api/openapi.json', { signal }),
  // It changes only with the version of the server.
  staleTime: Number.POSITIVE_INFINITY,
});

/** The OpenAPI document of this server. */
export const useOpenApi = () => useQuery(openApiQuery);
