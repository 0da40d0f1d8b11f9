'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { problemSchema } from '@/lib/contracts/problem';
import { Alert } from './alert';
import { Button } from './button';

const known = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'uncomputable',
  'conflict',
  'promotion_blocked',
  'payload_too_large',
  'overloaded',
  'unavailable',
  'upstream_failed',
  'out_of_space',
] as const;
type Known = (typeof known)[number];

const failureSchema = z.object({ status: z.number(), message: z.string(), problem: problemSchema.optional() });

/** Why something did not work: what happened in the language of the console, the server's own words, and a way on. */
export function Problem({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const t = useTranslations('errors');
  const failure = failureSchema.safeParse(error instanceof Error ? { ...error, message: error.message } : error);
  const problem = failure.success ? failure.data.problem : undefined;
  const code = known.find((candidate): candidate is Known => candidate === problem?.code);
  const isUnreachable = failure.success && failure.data.status === 0;
  const title = isUnreachable ? t('unreachable.title') : code ? t(`${code}.title`) : t('internal.title');
  const request = problem?.instance?.split(':').at(-1);
  return (
    <Alert
      tone="danger"
      title={title}
      className={className}
      action={
        onRetry && (
          <Button size="sm" onClick={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-1.5">
        <p>{isUnreachable ? t('unreachable.detail') : (problem?.detail ?? t('internal.detail'))}</p>
        {problem?.hint && <p>{problem.hint}</p>}
        <ProblemList
          entries={[
            ...(problem?.blockers ?? []),
            ...(problem?.errors ?? []).map((issue) => ({ code: issue.path, message: issue.message })),
          ]}
        />
        {problem?.code === 'unauthenticated' && (
          <p>
            <a href="/sign-in" target="_blank" rel="noreferrer" className="text-accent underline">
              {t('signIn')}
            </a>
          </p>
        )}
        {problem?.code === 'internal' && request && <p className="text-xs">{t('request', { id: request })}</p>}
      </div>
    </Alert>
  );
}

function ProblemList({ entries }: { entries: readonly { code: string; message: string }[] }): ReactNode {
  const t = useTranslations('errors');
  if (entries.length === 0) return null;
  const shown = entries.slice(0, 8);
  return (
    <ul className="list-disc pl-4">
      {shown.map((entry, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is printed once
        <li key={position}>
          {entry.code && <code className="mr-1 font-mono text-xs">{entry.code}</code>}
          {entry.message}
        </li>
      ))}
      {entries.length > shown.length && <li>{t('more', { count: entries.length - shown.length })}</li>}
    </ul>
  );
}

/** The words of a failed request, for a toast. */
export function problemWords(error: unknown): string | undefined {
  const failure = failureSchema.safeParse(error instanceof Error ? { ...error, message: error.message } : error);
  return failure.success
    ? [failure.data.problem?.detail ?? failure.data.message, failure.data.problem?.hint].filter(Boolean).join(' ')
    : undefined;
}

/** The message for one field of a form, from the server's list of issues. */
export function issueFor(error: unknown, path: string): string | undefined {
  const failure = failureSchema.safeParse(error instanceof Error ? { ...error, message: error.message } : error);
  return failure.success
    ? failure.data.problem?.errors?.find((issue) => issue.path === path || issue.path === `body.${path}`)?.message
    : undefined;
}
