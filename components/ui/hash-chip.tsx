'use client';
import { useTranslations } from 'next-intl';
import { CopyButton } from './copy-button';

/** A content hash or id, shortened; whole on hover and on the clipboard. */
export function HashChip({ hash, length = 10 }: { hash: string; length?: number }) {
  const t = useTranslations('ui');
  return (
    <span className="inline-flex items-center gap-0.5 whitespace-nowrap">
      <code title={hash} className="rounded-sm bg-sunken px-1 font-mono text-ink-2 text-xs">
        {hash.slice(0, length)}
      </code>
      <CopyButton text={hash} label={t('copy.hash')} />
    </span>
  );
}
