'use client';
import { Compass, X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button, IconButton } from '@/components/ui/button';
import { useStored } from '@/components/ui/use-stored';

/** Where a person of each role looks first: what is there, and the page. */
const stops = {
  operator: [
    { key: 'playground', href: '/playground' },
    { key: 'grid', href: '/stage-grid' },
    { key: 'releases', href: '/releases' },
    { key: 'studies', href: '/studies' },
    { key: 'report', href: '/report' },
  ],
  stakeholder: [
    { key: 'verdict', href: '#verdict' },
    { key: 'chosen', href: '#grid' },
    { key: 'approvals', href: '#approvals' },
  ],
} as const;

/** A short tour: a few sentences with their places. Sent away with one press, and found again where it was. */
export function Tour({ audience }: { audience: keyof typeof stops }) {
  const t = useTranslations('firstRun.tour');
  const [dismissed, setDismissed] = useStored(`tour.${audience}`);
  if (dismissed) {
    return (
      <Button variant="ghost" size="sm" className="print-hidden self-start" onClick={() => setDismissed(null)}>
        <Compass aria-hidden />
        {t('again')}
      </Button>
    );
  }
  return (
    <section aria-label={t('title')} className="print-hidden rounded-lg border border-accent-line bg-accent-soft p-4">
      <header className="flex items-start justify-between gap-4">
        <h2 className="font-semibold">{t('title')}</h2>
        <IconButton size="icon-sm" label={t('dismiss')} onClick={() => setDismissed('dismissed')}>
          <X aria-hidden />
        </IconButton>
      </header>
      <ol className="mt-2 grid gap-x-6 gap-y-3 sm:grid-cols-2 xl:grid-cols-3">
        {stops[audience].map(({ key, href }) => (
          <li key={key} className="flex flex-col gap-0.5">
            <Link href={href} className="font-medium text-accent hover:underline">
              {t(`stop.${key}.title`)}
            </Link>
            <span className="text-ink-2">{t(`stop.${key}.detail`)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
