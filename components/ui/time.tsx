'use client';
import { useNow } from 'next-intl';
import { useFormat } from './use-format';

/** How long ago, with the exact moment on hover. */
export function Time({ at, className }: { at: string; className?: string }) {
  const now = useNow({ updateInterval: 30_000 });
  const format = useFormat();
  // A clock of the server that runs ahead of the browser's must not print "in 2 seconds".
  const past = new Date(at) > now ? now : new Date(at);
  return (
    <time dateTime={at} title={format.dateTime(at)} className={className} suppressHydrationWarning>
      {format.relative(past, now)}
    </time>
  );
}

/** The moment itself. */
export function ExactTime({ at, className }: { at: string; className?: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} className={className} suppressHydrationWarning>
      {format.dateTime(at)}
    </time>
  );
}
