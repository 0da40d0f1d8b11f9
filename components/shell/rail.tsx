'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { Tooltip } from '@/components/ui/tooltip';
import type { Role } from '@/lib/contracts/actor';
import { isOpenPlace, type Place, placesFor } from './navigation';

/** The places a role may use, grouped by the loop of the work. */
export function RailLinks({
  role,
  isFolded = false,
  onFollow,
}: {
  role: Role;
  isFolded?: boolean;
  onFollow?: () => void;
}) {
  const t = useTranslations('shell');
  return (
    <nav
      aria-label={t('mainNavigation')}
      className="scrollbar-slim flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2 pb-4"
    >
      {placesFor(role).map((group) => (
        <div key={group.key ?? 'first'} className="flex flex-col gap-0.5">
          {group.key && (
            <div className={cn('px-2 pb-1 font-medium text-ink-3 text-xs', isFolded && 'sr-only')}>
              {t(`groups.${group.key}`)}
            </div>
          )}
          {isFolded && group.key && <div aria-hidden className="mx-2 mb-1 h-px bg-line" />}
          {group.places.map((place) => (
            <RailLink key={place.key} place={place} isFolded={isFolded} onFollow={onFollow} />
          ))}
        </div>
      ))}
    </nav>
  );
}

function RailLink({
  place,
  isFolded,
  onFollow,
}: {
  place: Place;
  isFolded: boolean;
  onFollow: (() => void) | undefined;
}) {
  const t = useTranslations('shell.nav');
  const isOpen = isOpenPlace(place, usePathname());
  const link = (
    <Link
      href={place.href}
      onClick={onFollow}
      aria-current={isOpen ? 'page' : undefined}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-ink-2 -outline-offset-2 transition-colors hover:bg-active hover:text-ink max-md:h-11 pointer-coarse:h-11',
        isOpen && 'bg-active text-ink [&_svg]:text-accent',
        isFolded && 'justify-center px-0',
      )}
    >
      <place.icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      <span className={cn('truncate', isFolded && 'sr-only')}>{t(place.key)}</span>
    </Link>
  );
  return isFolded ? (
    <Tooltip side="right" content={t(place.key)}>
      {link}
    </Tooltip>
  ) : (
    link
  );
}
