'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from './button';
import { useFormat } from './use-format';

/** Which part of a long list is shown, and the way to its neighbours. */
export function Pager({
  skip,
  take,
  total,
  onChange,
}: {
  skip: number;
  take: number;
  total: number;
  onChange: (skip: number) => void;
}) {
  const t = useTranslations('ui.pager');
  const format = useFormat();
  if (total === 0) return null;
  const last = Math.min(skip + take, total);
  return (
    <nav aria-label={t('label')} className="tabular flex items-center justify-end gap-2 text-ink-3">
      <span>
        {t('range', { first: format.number(skip + 1), last: format.number(last), total: format.number(total) })}
      </span>
      <IconButton
        size="icon-sm"
        label={t('previous')}
        disabled={skip === 0}
        onClick={() => onChange(Math.max(0, skip - take))}
      >
        <ChevronLeft aria-hidden />
      </IconButton>
      <IconButton size="icon-sm" label={t('next')} disabled={last >= total} onClick={() => onChange(skip + take)}>
        <ChevronRight aria-hidden />
      </IconButton>
    </nav>
  );
}
