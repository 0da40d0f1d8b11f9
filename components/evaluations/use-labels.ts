'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { evaluatedRows } from './evaluated-rows';
import { shortLabels } from './short-labels';

/** Short names of rows and columns, and of whole cells with their operating point. */
export function useLabels(evaluation: Evaluation) {
  const t = useTranslations('evaluations.label');
  return useMemo(() => {
    const { results, inputs } = evaluation;
    const named = results.kind === 'grid' ? [...results.rows, ...results.columns] : evaluatedRows(evaluation);
    const part = shortLabels(inputs.checkpoints, named, { none: t('none'), bm25: t('bm25'), live: t('live') });
    const cell = (key: string) => {
      const [row = '', column, budget, depth, weight] = key.split('|');
      if (column === undefined || budget === undefined) return part(key);
      const share = weight === '0' || weight === '1' ? '' : ` · ${t('share', { weight: weight ?? '' })}`;
      return `${part(row)} × ${part(column)} · K ${budget} · N ${depth ?? ''}${share}`;
    };
    return { part, cell };
  }, [evaluation, t]);
}
