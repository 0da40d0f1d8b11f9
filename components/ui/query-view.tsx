'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from './problem';
import { SkeletonLines } from './skeleton';

/** The three states of a request: its place held while it loads, its problem with a retry, its data. Stale data stays on screen. */
export function QueryView<Data>({
  query,
  loading,
  children,
}: {
  query: UseQueryResult<Data>;
  loading?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Problem error={query.error} onRetry={() => query.refetch()} />;
  return loading ?? <SkeletonLines lines={6} className="max-w-3xl" />;
}
