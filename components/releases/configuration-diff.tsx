'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { DiffList } from '@/components/ui/diff-list';
import type { Configuration } from '@/lib/contracts/configuration';
import { compareConfigurations } from './configuration-facts';

type Described = Pick<Configuration, 'spec' | 'checkpoints'>;

/** What changes from one configuration to another. */
export function ConfigurationDiff({
  before,
  after,
  beforeLabel,
  afterLabel,
  isOnlyChanged,
}: {
  before: Described | undefined;
  after: Described;
  beforeLabel: ReactNode;
  afterLabel: ReactNode;
  /** leaves out what stays the same, for narrow places */
  isOnlyChanged?: boolean;
}) {
  const t = useTranslations('releases');
  const facts = compareConfigurations(before, after).filter((fact) => fact.hasChanged || !isOnlyChanged);
  if (facts.length === 0) return <p className="text-ink-3">{t('noChange')}</p>;
  return (
    <DiffList
      beforeLabel={beforeLabel}
      afterLabel={afterLabel}
      rows={facts.map((fact) => ({
        label: t(`part.${fact.key}`),
        before: fact.before,
        after: fact.after ?? t('without'),
        hasChanged: fact.hasChanged,
      }))}
    />
  );
}
