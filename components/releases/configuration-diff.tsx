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
}: {
  before: Described | undefined;
  after: Described;
  beforeLabel: ReactNode;
  afterLabel: ReactNode;
}) {
  const t = useTranslations('releases');
  return (
    <DiffList
      beforeLabel={beforeLabel}
      afterLabel={afterLabel}
      rows={compareConfigurations(before, after).map((fact) => ({
        label: t(`part.${fact.key}`),
        before: fact.before,
        after: fact.after ?? t('without'),
        hasChanged: fact.hasChanged,
      }))}
    />
  );
}
