import { Compass } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default async function NotFound() {
  const t = await getTranslations('errors.page');
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-lg flex-col justify-center p-4">
      <EmptyState icon={Compass} title={t('notFoundTitle')} action={<LinkButton href="/">{t('home')}</LinkButton>}>
        {t('notFoundDetail')}
      </EmptyState>
    </main>
  );
}
