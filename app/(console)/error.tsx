'use client';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function ConsoleError({ reset }: { reset: () => void }) {
  const t = useTranslations('errors');
  return (
    <EmptyState
      icon={TriangleAlert}
      title={t('page.brokenTitle')}
      action={<Button onClick={reset}>{t('retry')}</Button>}
    >
      {t('page.brokenDetail')}
    </EmptyState>
  );
}
