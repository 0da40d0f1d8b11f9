'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';

const families = ['Recall', 'nDCG', 'RR', 'AP', 'P', 'Success'] as const;

/** What a measure means in one sentence; undefined for one that the console does not know. */
export function useMeasureWords() {
  const t = useTranslations('evaluations.measure');
  return useMemo(
    () =>
      (measure: string): string | undefined => {
        const [name = '', k] = measure.split('@');
        const family = families.find(
          (candidate) => name === candidate || name.startsWith(`${candidate}(`) || name.startsWith(`${candidate}_`),
        );
        return family ? t(family, { k: k ?? t('allDocuments') }) : undefined;
      },
    [t],
  );
}
